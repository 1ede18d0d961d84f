/** Which rules does the fleet's issuer follow? OAuth 2.0 with opaque tokens, and every door that Firebreak must close. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { type ClientMetadata, type Configuration, Provider } from 'oidc-provider';
import { memoryAdapters } from './memory-adapter.ts';
import { addTokenExchange } from './token-exchange.ts';

export interface IssuerClient {
  readonly keyId: string;
  readonly secret: string;
  /** Space separated. `tokens:revoke` lets it revoke tokens of other clients. */
  readonly scope?: string;
}

/** Seconds. Longer than a drill, so that nothing dies by itself and looks revoked. */
const accessTokenTtl = 1_800;
const refreshTokenTtl = 86_400;

export function createIssuer(url: string, initialAccessToken: string, clients: readonly IssuerClient[]): Provider {
  const provider = new Provider(url, configuration(initialAccessToken, clients));
  addTokenExchange(provider);
  return provider;
}

function configuration(initialAccessToken: string, clients: readonly IssuerClient[]): Configuration {
  return {
    adapter: memoryAdapters(),
    clients: clients.map(staticClient),
    jwks: { keys: [signingKey()] },
    scopes: ['mcp:tools', 'mcp:admin', 'tokens:revoke'],
    responseTypes: [],
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    claims: {},
    ttl: {
      ClientCredentials: accessTokenTtl,
      AccessToken: accessTokenTtl,
      RefreshToken: refreshTokenTtl,
      Grant: refreshTokenTtl,
    },
    rotateRefreshToken: false,
    issueRefreshToken: () => true,
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    features: features(initialAccessToken),
  };
}

function features(initialAccessToken: string): NonNullable<Configuration['features']> {
  return {
    devInteractions: { enabled: false },
    userinfo: { enabled: false },
    rpInitiatedLogout: { enabled: false },
    clientCredentials: { enabled: true },
    // A token whose client is gone has nobody to stand for: oidc-provider would fail on it, we say it is not active.
    introspection: {
      enabled: true,
      allowedPolicy: async (ctx, _client, token) =>
        token.kind === 'ClientCredentials' || (await ctx.oidc.provider.Client.find(token.clientId ?? '')) !== undefined,
    },
    revocation: {
      enabled: true,
      allowedPolicy: (_ctx, client, token) =>
        token.clientId === client.clientId || (client.scope ?? '').split(' ').includes('tokens:revoke'),
    },
    registration: {
      enabled: true,
      initialAccessToken,
      idFactory: () => `key_${randomBytes(10).toString('hex')}`,
      secretFactory: () => newSecret(),
    },
    registrationManagement: { enabled: true, rotateRegistrationAccessToken: false },
  };
}

/** The shape by which scanners know a secret of this fleet. */
export function newSecret(): string {
  return `fbk_${randomBytes(32).toString('base64url')}`;
}

function staticClient(client: IssuerClient): ClientMetadata {
  return {
    client_id: client.keyId,
    client_secret: client.secret,
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
    ...(client.scope === undefined ? {} : { scope: client.scope }),
  };
}

/** ID tokens are never issued here, but the library wants a key of our own. */
function signingKey(): { kty: string; use: string; alg: string; [part: string]: unknown } {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { ...privateKey.export({ format: 'jwk' }), kty: 'EC', use: 'sig', alg: 'ES256' };
}
