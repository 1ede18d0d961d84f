import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Configuration, Provider } from 'oidc-provider';
import { memoryAdapters } from '../../drill/issuer/memory-adapter.ts';
import { type FaultProxy, openFaultProxy } from './fault-proxy.ts';

/** A real authorization server (oidc-provider), reached through a proxy that tests may spoil. */
export interface Issuer {
  readonly url: string;
  readonly proxy: FaultProxy;
  readonly admin: Pair;
  readonly initialAccessToken: string;
  /** A client as agents have it; its registration access token is what RFC 7592 calls need. */
  readonly register: (name: string) => Promise<Pair & { readonly registrationAccessToken: string }>;
  /** Null when the issuer gives none. */
  readonly token: (pair: Pair) => Promise<string | null>;
  /** A grant as a user's consent makes it: one refresh token and one access token. */
  readonly grant: (pair: Pair) => Promise<{ readonly refresh: string; readonly access: string }>;
  /** The issuer's own store, whatever its endpoints say. */
  readonly isAlive: (token: string) => Promise<boolean>;
  readonly clientExists: (keyId: string) => Promise<boolean>;
  readonly removeClient: (keyId: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface Pair {
  readonly keyId: string;
  readonly secret: string;
}

export interface IssuerOptions {
  /** As oidc-provider has it by default: nobody but the owning client revokes a token. */
  readonly ownersOnly?: boolean;
}

const admin = { keyId: 'firebreak-admin', secret: 'fbk_admin-canary' };
const initialAccessToken = 'iat_initial-canary';
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const signingKey = { ...privateKey.export({ format: 'jwk' }), kty: 'EC', use: 'sig', alg: 'ES256' };
let clients = 0;

export async function openIssuer({ ownersOnly = false }: IssuerOptions = {}): Promise<Issuer> {
  const proxy = await openFaultProxy();
  const provider = new Provider(proxy.url, configuration(ownersOnly));
  const answer = provider.callback();
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  proxy.forwardTo((server.address() as AddressInfo).port);
  return {
    url: proxy.url,
    proxy,
    admin,
    initialAccessToken,
    register: (name) => register(proxy.url, name),
    token: (pair) => tokenFrom(proxy.url, pair, { grant_type: 'client_credentials' }),
    grant: (pair) => grantFor(provider, proxy.url, pair),
    isAlive: async (token) => {
      const found = await Promise.all([
        provider.AccessToken.find(token),
        provider.ClientCredentials.find(token),
        provider.RefreshToken.find(token),
      ]);
      return found.some((each) => each?.isValid === true);
    },
    clientExists: async (keyId) => (await provider.Client.find(keyId)) !== undefined,
    removeClient: async (keyId) => {
      await (provider.Client as unknown as { adapter: { destroy(id: string): Promise<void> } }).adapter.destroy(keyId);
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      await proxy.close();
    },
  };
}

function configuration(ownersOnly: boolean): Configuration {
  const client = { grant_types: ['client_credentials'], response_types: [], redirect_uris: [] };
  return {
    adapter: memoryAdapters(),
    jwks: { keys: [signingKey] },
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    clients: [{ ...client, client_id: admin.keyId, client_secret: admin.secret }],
    scopes: ['openid', 'offline_access'],
    ttl: { ClientCredentials: 600, AccessToken: 600, RefreshToken: 600, Grant: 600, IdToken: 600 },
    rotateRefreshToken: false,
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: { enabled: true, allowedPolicy: () => true },
      revocation: ownersOnly
        ? { enabled: true }
        : {
            enabled: true,
            allowedPolicy: (_ctx, { clientId }, token) => clientId === admin.keyId || clientId === token.clientId,
          },
      registration: {
        enabled: true,
        initialAccessToken,
        idFactory: () => `key_${++clients}`,
        secretFactory: () => `fbk_secret-canary-${clients}`,
      },
      registrationManagement: { enabled: true },
    },
  };
}

async function register(url: string, name: string): Promise<Pair & { registrationAccessToken: string }> {
  const metadata = {
    client_name: name,
    grant_types: ['client_credentials', 'refresh_token'],
    response_types: [],
    redirect_uris: [],
    contacts: ['owner@example.com'],
  };
  const response = await fetch(`${url}/reg`, {
    method: 'POST',
    headers: { authorization: `Bearer ${initialAccessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(metadata),
  });
  const client = (await response.json()) as Record<string, string>;
  return {
    keyId: client['client_id'] ?? '',
    secret: client['client_secret'] ?? '',
    registrationAccessToken: client['registration_access_token'] ?? '',
  };
}

async function tokenFrom(url: string, { keyId, secret }: Pair, form: Record<string, string>): Promise<string | null> {
  const authorization = `Basic ${Buffer.from(`${keyId}:${secret}`).toString('base64')}`;
  const body = new URLSearchParams(form);
  const response = await fetch(`${url}/token`, { method: 'POST', headers: { authorization }, body });
  return response.ok ? ((await response.json()) as { access_token: string }).access_token : null;
}

async function grantFor(provider: Provider, url: string, pair: Pair): Promise<{ refresh: string; access: string }> {
  const client = await provider.Client.find(pair.keyId);
  if (client === undefined) throw new Error('the test asks for a grant of a client that is gone');
  const scope = 'openid offline_access';
  const grant = new provider.Grant({ clientId: pair.keyId, accountId: 'svc' });
  grant.addOIDCScope(scope);
  const common = { client, accountId: 'svc', grantId: await grant.save(), scope, gty: 'authorization_code' };
  const refresh = await new provider.RefreshToken(common).save();
  const access = await tokenFrom(url, pair, { grant_type: 'refresh_token', refresh_token: refresh });
  return { refresh, access: access ?? '' };
}
