import type { Result } from '../../domain/proof.ts';
import type { OauthClient } from './oauth-client.ts';
import { isLocked, type Reading, type Registrations, writable } from './oauth-registration.ts';
import { resultWhenLocked } from './oauth-retire.ts';
import { type ClientInformation, clientInformation, parsed } from './oauth-schema.ts';
import { resultFrom } from './oauth-sentence.ts';

/** May the client get new tokens? Fencing takes its grant types away (RFC 7592 §2.2); tokens already out stay alive. */
export function createFence(client: OauthClient, registrations: Registrations) {
  return {
    fence: (keyId: string): Promise<Result> =>
      change(client, registrations, keyId, ({ live }) =>
        isFenced(live) ? { id: keyId, outcome: 'already-done' } : withoutGrants(live),
      ),
    unfence: (keyId: string): Promise<Result> =>
      change(client, registrations, keyId, ({ live, registration: { metadata } }) => {
        if (!isFenced(live)) return { id: keyId, outcome: 'already-done' };
        if (metadata) return writable(metadata);
        return { id: keyId, outcome: 'refused', reason: 'what it was before the fence was never sealed here' };
      }),
  };
}

type Found = Extract<Reading, { state: 'found' }>;
type Metadata = Record<string, unknown>;

async function change(
  client: OauthClient,
  registrations: Registrations,
  keyId: string,
  wanted: (found: Found) => Metadata | Result,
): Promise<Result> {
  const reading = await registrations.read(keyId);
  if (reading.state === 'failed') return resultFrom(keyId, reading.exchange);
  if (reading.state === 'locked') return resultWhenLocked(client, keyId, reading.registration);
  const body = wanted(reading);
  return isResult(body) ? body : replace(client, registrations, reading, body);
}

async function replace(
  client: OauthClient,
  registrations: Registrations,
  found: Found,
  body: Metadata,
): Promise<Result> {
  const { registration, live } = found;
  const { client_id: keyId } = live;
  const exchange = await client.manage('PUT', registration.uri, registration.token, body);
  if (exchange.state !== 'answered') return resultFrom(keyId, exchange);
  if (isLocked(exchange.status)) return resultWhenLocked(client, keyId, registration);
  const after = exchange.status === 200 ? parsed(clientInformation, exchange.text) : null;
  if (after === null || after.client_id !== keyId) return resultFrom(keyId, exchange);
  await registrations.keep(keyId, after, registration);
  if (isFenced(after) === isFenced(body)) return { id: keyId, outcome: 'done' };
  return { id: keyId, outcome: 'refused', reason: 'the issuer kept the grant types as they were' };
}

function withoutGrants(live: ClientInformation): Metadata {
  return { ...writable(live), grant_types: [], response_types: [] };
}

function isFenced({ grant_types: types }: Metadata): boolean {
  return Array.isArray(types) && types.length === 0;
}

function isResult(value: Metadata | Result): value is Result {
  return 'outcome' in value;
}
