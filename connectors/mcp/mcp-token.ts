import { FirebreakError } from '../../domain/errors.ts';
import type { Caller, Exchange } from '../exchange.ts';
import { originFrom } from '../origin.ts';
import { errorAnswer, metadata, type Pair, parsed, tokenAnswer } from './mcp-schema.ts';

/** How does a client come by a token at the endpoint's issuer (RFC 6749 §4.4), and give it back (RFC 7009)? */
type TokenAnswer =
  | { readonly state: 'given'; readonly token: string; readonly expiresInMs: number }
  /** `invalid_client` to both ways of sending the secret. */
  | { readonly state: 'refused' }
  | { readonly state: 'unknown'; readonly reason: string };

export interface TokenSource {
  ask(pair: Pair, scope?: string): Promise<TokenAnswer>;
  giveBack(pair: Pair, token: string): Promise<void>;
}

/** Used when the issuer states no lifetime (RFC 6749 §5.1 only recommends it). */
const defaultLifetimeMs = 60_000;

export function tokenSource(call: Caller, issuer: string): TokenSource {
  let known: ReturnType<typeof discover> | undefined;
  const endpoints = async () => {
    known ??= discover(call, issuer);
    try {
      return await known;
    } catch (error) {
      known = undefined;
      throw error;
    }
  };
  return {
    ask: async (pair, scope) => {
      const { token_endpoint: endpoint } = await endpoints();
      const form = { grant_type: 'client_credentials', ...(scope === undefined ? {} : { scope }) };
      const first = tokenFrom(await call(inHeader(endpoint, pair, form)));
      return first.state === 'refused' ? tokenFrom(await call(inBody(endpoint, pair, form))) : first;
    },
    giveBack: async (pair, token) => {
      const { revocation_endpoint: endpoint } = await endpoints();
      if (endpoint !== undefined) await call(inHeader(endpoint, pair, { token, token_type_hint: 'access_token' }));
    },
  };
}

/** RFC 6749 §2.3.1: both parts are form-encoded before they are joined. */
function inHeader(url: string, { keyId, secret }: Pair, form: Record<string, string>) {
  const encoded = [keyId, secret].map((part) => new URLSearchParams({ part }).toString().slice('part='.length));
  const authorization = `Basic ${Buffer.from(encoded.join(':')).toString('base64')}`;
  return { method: 'POST', url, once: true, headers: { authorization }, body: new URLSearchParams(form) } as const;
}

function inBody(url: string, { keyId, secret }: Pair, form: Record<string, string>) {
  const body = new URLSearchParams({ ...form, client_id: keyId, client_secret: secret });
  return { method: 'POST', url, once: true, body } as const;
}

function tokenFrom(exchange: Exchange): TokenAnswer {
  if (exchange.state !== 'answered') return { state: 'unknown', reason: 'the issuer gave no answer' };
  const { status, text } = exchange;
  const given = status === 200 ? parsed(tokenAnswer, text) : undefined;
  if (given !== undefined) {
    const expiresInMs = given.expires_in === undefined ? defaultLifetimeMs : given.expires_in * 1_000;
    return { state: 'given', token: given.access_token, expiresInMs };
  }
  const isInvalid = (status === 401 || status === 400) && parsed(errorAnswer, text)?.error === 'invalid_client';
  return isInvalid ? { state: 'refused' } : { state: 'unknown', reason: `the issuer answered ${status} and no token` };
}

/** RFC 8414 §3.1 puts the well-known part before the issuer's path, OpenID Connect Discovery §4 after it. */
async function discover(call: Caller, issuer: string) {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/+$/, '');
  const wellKnown = [
    `${origin}/.well-known/oauth-authorization-server${path}`,
    `${origin}${path}/.well-known/openid-configuration`,
  ];
  for (const url of wellKnown) {
    const exchange = await call({ method: 'GET', url });
    if (exchange.state !== 'answered') throw unreachable();
    const found = exchange.status === 200 ? parsed(metadata, exchange.text) : undefined;
    if (found !== undefined && originFrom(found.issuer) === originFrom(issuer)) return found;
  }
  const message = "The MCP place's issuer publishes no metadata (RFC 8414) under its own name; check `issuer`.";
  throw new FirebreakError('ERR_PROVIDER_ANSWER', message);
}

function unreachable(): FirebreakError {
  const message =
    "The MCP place's issuer did not answer; nothing was sent to the server. Check `issuer` and the network.";
  return new FirebreakError('ERR_PROVIDER_UNREACHABLE', message);
}
