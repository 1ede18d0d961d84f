import type { Probe } from '../connector.ts';
import type { Exchange } from '../exchange.ts';
import type { ClientAuth, OauthClient } from './oauth-client.ts';
import { errorAnswer, parsed, tokenAnswer } from './oauth-schema.ts';

/**
 * Does the issuer still take this pair? Asks for a token as an attacker would. Only `invalid_client` (RFC 6749 §5.2)
 * to both ways of sending a secret counts as refused: a fenced client or a firewall also gives no token.
 */
export async function probePair(client: OauthClient, pair: { keyId: string; secret: string }): Promise<Probe> {
  const endpoint = await client.endpoint('token_endpoint');
  for (const method of ['client_secret_basic', 'client_secret_post'] as const) {
    const auth = { ...pair, method };
    const exchange = await client.post(endpoint, { grant_type: 'client_credentials' }, auth);
    const token = exchange.state === 'answered' ? parsed(tokenAnswer, exchange.text)?.access_token : undefined;
    if (token !== undefined) {
      await giveBack(client, auth, token);
      return { state: 'accepted' };
    }
    if (!isInvalidClient(exchange)) return { state: 'unknown', reason: reasonFor(exchange) };
  }
  const how = 'the token endpoint says invalid_client to the pair';
  return { state: 'refused', proof: { level: 'refused', at: new Date().toISOString(), how } };
}

/** The probe leaves no token behind. Should this fail, the token stands in the issuance log like any other. */
async function giveBack(client: OauthClient, auth: ClientAuth, token: string): Promise<void> {
  const { revocation_endpoint: endpoint } = await client.metadata();
  if (endpoint !== undefined) await client.post(endpoint, { token, token_type_hint: 'access_token' }, auth);
}

function isInvalidClient(exchange: Exchange): boolean {
  if (exchange.state !== 'answered' || (exchange.status !== 401 && exchange.status !== 400)) return false;
  return parsed(errorAnswer, exchange.text)?.error === 'invalid_client';
}

function reasonFor(exchange: Exchange): string {
  if (exchange.state !== 'answered') return 'the issuer did not answer, so it is not known whether it takes the pair';
  if (exchange.status === 400) return 'the issuer gave no token, but not because it refused the pair: fenced, not dead';
  return `the issuer answered ${exchange.status}, which does not say whether it takes the pair`;
}
