import type { Result } from '../../domain/proof.ts';
import type { OauthClient } from './oauth-client.ts';
import { probePair } from './oauth-probe.ts';
import { isLocked, type Registration, type Registrations } from './oauth-registration.ts';
import { resultFrom } from './oauth-sentence.ts';

/** Is the client gone from the issuer (RFC 7592 §2.3)? Its tokens may outlive it. */
export async function removeClient(client: OauthClient, registrations: Registrations, keyId: string): Promise<Result> {
  const reading = await registrations.read(keyId);
  if (reading.state === 'failed') return resultFrom(keyId, reading.exchange);
  if (reading.state === 'locked') return resultWhenLocked(client, keyId, reading.registration);
  const { uri, token } = reading.registration;
  const exchange = await client.manage('DELETE', uri, token);
  if (exchange.state === 'answered' && exchange.status === 204) return { id: keyId, outcome: 'done' };
  if (exchange.state === 'answered' && isLocked(exchange.status)) {
    return resultWhenLocked(client, keyId, reading.registration);
  }
  return resultFrom(keyId, exchange);
}

/**
 * The registration access token is refused: the client is gone, or only the token is. The issuer answers the same to
 * both, so the client's own pair is tried.
 */
export async function resultWhenLocked(client: OauthClient, keyId: string, known: Registration): Promise<Result> {
  const secret = known.metadata?.client_secret;
  if (secret === undefined) {
    return {
      id: keyId,
      outcome: 'unknown',
      reason: 'the registration access token is refused, and no pair is known to try',
    };
  }
  const probe = await probePair(client, { keyId, secret });
  if (probe.state === 'refused') return { id: keyId, outcome: 'already-done' };
  if (probe.state === 'unknown') return { id: keyId, outcome: 'unknown', reason: probe.reason };
  return {
    id: keyId,
    outcome: 'refused',
    reason: 'the registration access token is refused, and the client still works',
  };
}
