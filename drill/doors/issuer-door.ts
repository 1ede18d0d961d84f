/** How does a client ask the issuer for tokens, and what a token is worth? */
import { FirebreakError } from '../../domain/errors.ts';
import { accessTokenType, tokenExchangeGrant } from '../issuer/grant-names.ts';
import type { Pair } from './pair.ts';

/** RFC 6749 §5.1, with the issuer's names for the tokens. */
interface TokenReply {
  readonly access_token: string;
  readonly token_id: string;
  readonly expires_in: number;
  readonly refresh_token?: string;
  readonly refresh_token_id?: string;
}

/** RFC 7662 §2.2, as much of it as the fleet reads. */
export interface Introspection {
  readonly active: boolean;
  readonly client_id?: string;
  readonly scope?: string;
  readonly exp?: number;
}

export interface IssuerDoor {
  clientCredentials(scope?: string): Promise<TokenReply>;
  /** Mints a delegated grant for a sibling. */
  exchange(subjectToken: string, sibling: string): Promise<TokenReply>;
  refresh(refreshToken: string): Promise<TokenReply>;
  introspect(token: string): Promise<Introspection>;
}

const patienceMs = 5_000;

export function issuerDoor(url: string, pair: Pair): IssuerDoor {
  const post = <T>(path: string, form: Record<string, string>): Promise<T> => postForm<T>(`${url}${path}`, pair, form);
  return {
    clientCredentials: (scope = 'mcp:tools') => post('/token', { grant_type: 'client_credentials', scope }),
    exchange: (subjectToken, sibling) =>
      post('/token', {
        grant_type: tokenExchangeGrant,
        subject_token: subjectToken,
        subject_token_type: accessTokenType,
        audience: sibling,
      }),
    refresh: (refreshToken) => post('/token', { grant_type: 'refresh_token', refresh_token: refreshToken }),
    introspect: (token) => post('/token/introspection', { token }),
  };
}

async function postForm<T>(url: string, pair: Pair, form: Record<string, string>): Promise<T> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: basic(pair) },
    body: new URLSearchParams(form),
    signal: AbortSignal.timeout(patienceMs),
  });
  const text = await response.text();
  if (response.ok) return JSON.parse(text) as T;
  throw new FirebreakError('ERR_PROVIDER_REFUSED', `the issuer answered ${response.status} to client ${pair.keyId}`);
}

/** RFC 6749 §2.3.1: both halves are form-encoded before base64. */
function basic({ keyId, secret }: Pair): string {
  const encoded = `${encodeURIComponent(keyId)}:${encodeURIComponent(secret)}`;
  return `Basic ${Buffer.from(encoded).toString('base64')}`;
}
