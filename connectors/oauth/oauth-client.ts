import { FirebreakError } from '../../domain/errors.ts';
import type { Caller, Exchange } from '../exchange.ts';
import { createCaller } from '../exchange.ts';
import { originFrom } from '../origin.ts';
import { type IssuerMetadata, issuerMetadata, type OauthSettings, parsed } from './oauth-schema.ts';

/** How are an issuer's endpoints spoken to? Form bodies, client authentication and bearer tokens; no meaning. */
export interface OauthClient {
  /** RFC 8414, then OpenID Connect Discovery. Kept after the first answer. */
  metadata(): Promise<IssuerMetadata>;
  /** The endpoint's URL, or an error that says the issuer has none. */
  endpoint(name: Exclude<keyof IssuerMetadata, 'issuer'>): Promise<string>;
  /** A form post with client authentication (RFC 6749 §2.3.1). */
  post(url: string, form: Readonly<Record<string, string>>, as: ClientAuth): Promise<Exchange>;
  /** A JSON request with a bearer token: registration (RFC 7591) and its management (RFC 7592). */
  manage(method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, token: string, body?: object): Promise<Exchange>;
}

export interface ClientAuth {
  readonly keyId: string;
  readonly secret: string;
  readonly method?: 'client_secret_basic' | 'client_secret_post';
}

export function createOauthClient({ url, timeoutMs }: Pick<OauthSettings, 'url' | 'timeoutMs'>): OauthClient {
  const call = createCaller({ timeoutMs, patienceMs: 3 * timeoutMs });
  let known: IssuerMetadata | null = null;
  const metadata = async (): Promise<IssuerMetadata> => {
    known ??= await discover(call, url);
    return known;
  };
  return {
    metadata,
    endpoint: async (name) => {
      const endpoint = (await metadata())[name];
      if (endpoint === undefined)
        throw answer(`names no ${name}; expected one, because this place is set up to use it`);
      return endpoint;
    },
    post: (endpoint, form, as) => {
      const body = new URLSearchParams(form);
      const once = form['grant_type'] !== undefined;
      if (as.method !== 'client_secret_post') {
        return call({ method: 'POST', url: endpoint, body, once, headers: { authorization: basic(as) } });
      }
      body.set('client_id', as.keyId);
      body.set('client_secret', as.secret);
      return call({ method: 'POST', url: endpoint, body, once });
    },
    manage: (method, endpoint, token, body) => {
      const headers = { authorization: `Bearer ${token}` };
      if (body === undefined) return call({ method, url: endpoint, headers });
      const json = { ...headers, 'content-type': 'application/json' };
      return call({ method, url: endpoint, headers: json, body: JSON.stringify(body), once: method === 'POST' });
    },
  };
}

/** RFC 6749 §2.3.1: both parts are form-encoded before they are joined. */
function basic({ keyId, secret }: ClientAuth): string {
  const encoded = [keyId, secret].map((part) => new URLSearchParams({ part }).toString().slice('part='.length));
  return `Basic ${Buffer.from(encoded.join(':')).toString('base64')}`;
}

async function discover(call: Caller, issuer: string): Promise<IssuerMetadata> {
  for (const url of discoveryUrls(issuer)) {
    const exchange = await call({ method: 'GET', url });
    if (exchange.state !== 'answered') {
      throw new FirebreakError(
        'ERR_PROVIDER_UNREACHABLE',
        'The issuer did not answer when asked for its metadata; nothing was changed there. Check its URL and the network.',
      );
    }
    if (exchange.status === 200) return checked(parsed(issuerMetadata, exchange.text), issuer);
    if (exchange.status !== 404) throw answer(`answered ${exchange.status} when asked for its metadata; expected 200`);
  }
  throw answer('publishes no metadata (RFC 8414 or OpenID Connect Discovery); check its URL');
}

/** RFC 8414 §3.1 puts the well-known part before the issuer's path, OpenID Connect Discovery §4 after it. */
function discoveryUrls(issuer: string): readonly string[] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/+$/, '');
  return [
    `${origin}/.well-known/oauth-authorization-server${path}`,
    `${origin}${path}/.well-known/openid-configuration`,
  ];
}

/** RFC 8414 §3.3: metadata that names another issuer must not be used. */
function checked(found: IssuerMetadata | null, issuer: string): IssuerMetadata {
  if (found === null) throw answer('sent metadata without the fields of RFC 8414 §2; check its URL');
  if (originFrom(found.issuer) !== originFrom(issuer)) {
    throw answer('sent metadata that names another issuer than the inventory; write its own identifier as url');
  }
  return found;
}

function answer(what: string): FirebreakError {
  return new FirebreakError('ERR_PROVIDER_ANSWER', `The issuer ${what}.`);
}
