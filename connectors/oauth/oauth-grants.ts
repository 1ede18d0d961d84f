import { FirebreakError } from '../../domain/errors.ts';
import type { Holding } from '../../domain/holding.ts';
import type { Result, Standing } from '../../domain/proof.ts';
import { boundedAhead } from '../bounded-ahead.ts';
import type { ConnectorContext } from '../connector.ts';
import type { ClientAuth, OauthClient } from './oauth-client.ts';
import { createIntrospection } from './oauth-introspection.ts';
import type { Registrations } from './oauth-registration.ts';
import { errorAnswer, pair, parsed } from './oauth-schema.ts';
import { resultFrom } from './oauth-sentence.ts';
import { hintFor, noValue, tokenOf } from './oauth-token.ts';

export interface GrantsSetup {
  readonly client: OauthClient;
  readonly context: ConnectorContext;
  readonly admin: { readonly keyId: string; readonly secret: string };
  /** To revoke as the owning client, where the issuer lets nobody else (RFC 7009 §2.1). */
  readonly registrations?: Registrations;
}

/** Are tokens ended (RFC 7009), and does introspection (RFC 7662) agree? */
export function createGrants(setup: GrantsSetup) {
  const { concurrency, secrets } = setup.context;
  const { introspect, calibrate } = createIntrospection(setup.client, secrets);
  const token = (holding: Holding) => tokenOf(secrets, holding);
  return {
    /** Refresh tokens first: an access token revoked before its refresh token could be had again. */
    end: async (holdings: readonly Holding[]): Promise<readonly Result[]> => {
      const admin = await adminOf(setup);
      await calibrate(admin, holdings);
      const results = new Map<string, Result>();
      for (const group of [holdings.filter(isRefresh), holdings.filter((holding) => !isRefresh(holding))]) {
        const ended = await boundedAhead(group, concurrency, token, (holding, opened) =>
          revoke(setup, admin, holding, opened),
        );
        for (const result of ended) results.set(result.id, result);
      }
      return holdings.flatMap(({ id }) => results.get(id) ?? []);
    },
    confirm: async (holdings: readonly Holding[]): Promise<readonly Standing[]> => {
      const admin = await adminOf(setup);
      return boundedAhead(holdings, concurrency, token, (holding, opened) => introspect(admin, holding, opened));
    },
  };
}

function isRefresh({ locator }: Holding): boolean {
  return locator['kind'] === 'refresh_token';
}

/** The sealed value is the bare secret or the whole pair. */
async function adminOf({ admin, context }: GrantsSetup): Promise<ClientAuth> {
  const sealed = await context.secrets.open(admin.secret);
  return { keyId: admin.keyId, secret: parsed(pair, sealed)?.secret ?? sealed.trim() };
}

async function revoke(setup: GrantsSetup, admin: ClientAuth, holding: Holding, token: string | null): Promise<Result> {
  const { id, keyId } = holding;
  if (token === null) return { id, outcome: 'refused', reason: noValue };
  const endpoint = await setup.client.endpoint('revocation_endpoint');
  const form = { token, ...hintFor(holding) };
  const exchange = await setup.client.post(endpoint, form, admin);
  if (exchange.state !== 'answered') return resultFrom(id, exchange);
  if (exchange.status === 200) return revoked(id);
  if (parsed(errorAnswer, exchange.text)?.error === 'unsupported_token_type') {
    return { id, outcome: 'refused', reason: 'the issuer cannot revoke this type of token' };
  }
  const owner = exchange.status < 500 && exchange.status !== 429 ? await ownerOf(setup, keyId) : null;
  if (owner === null) return resultFrom(id, exchange);
  const second = await setup.client.post(endpoint, form, owner);
  return second.state === 'answered' && second.status === 200 ? revoked(id) : resultFrom(id, second);
}

/** RFC 7009 §2.2 answers 200 for tokens it does not know, too. */
function revoked(id: string): Result {
  return { id, outcome: 'accepted', reason: 'issuers answer 200 to any token; introspection decides' };
}

/** The pair of the client that owns the token, while the issuer still shows it. */
async function ownerOf({ registrations }: GrantsSetup, keyId: string): Promise<ClientAuth | null> {
  if (registrations === undefined || keyId === '') return null;
  try {
    const reading = await registrations.read(keyId);
    const secret = reading.state === 'found' ? reading.live.client_secret : undefined;
    return secret === undefined ? null : { keyId, secret };
  } catch (error) {
    if (error instanceof FirebreakError) return null;
    throw error;
  }
}
