/**
 * How does an agent mint a grant for a sibling? RFC 8693: it presents a token of its own and names the sibling as audience;
 * the answer is an access token and a refresh token that stand for the sibling under the agent's client.
 */
import type { Provider, TokenEndpointGrantContext } from 'oidc-provider';
import { errors } from 'oidc-provider';
import { accessTokenType, tokenExchangeGrant } from './grant-names.ts';

interface Params {
  readonly subject_token?: string;
  readonly subject_token_type?: string;
  readonly audience?: string;
}

type Context = TokenEndpointGrantContext<Params>;

export function addTokenExchange(provider: Provider): void {
  provider.registerGrantType<Params>(tokenExchangeGrant, (ctx) => exchange(provider, ctx), [
    'subject_token',
    'subject_token_type',
    'audience',
  ]);
}

async function exchange(provider: Provider, ctx: Context): Promise<void> {
  const { client } = ctx.oidc;
  const { sibling, scope } = await checkedSubject(provider, ctx);
  const grant = new provider.Grant({ clientId: client.clientId, accountId: sibling });
  grant.addOIDCScope(scope);
  const common = { client, accountId: sibling, grantId: await grant.save(), gty: tokenExchangeGrant, scope };
  const access = new provider.AccessToken(common);
  const refresh = new provider.RefreshToken(common);
  ctx.oidc.entity('AccessToken', access);
  ctx.oidc.entity('RefreshToken', refresh);
  ctx.body = {
    access_token: await access.save(),
    issued_token_type: accessTokenType,
    token_type: 'Bearer',
    expires_in: access.expiration,
    refresh_token: await refresh.save(),
    scope,
  };
}

/** RFC 8693 §2.1, 2.2.2: the subject token must be live and, here, the caller's own. Its scope is what can be handed on. */
async function checkedSubject(provider: Provider, ctx: Context): Promise<{ sibling: string; scope: string }> {
  const { subject_token: subject, audience } = ctx.oidc.params;
  if (subject === undefined || audience === undefined) {
    throw new errors.InvalidRequest('subject_token and audience are required');
  }
  const found = (await provider.ClientCredentials.find(subject)) ?? (await provider.AccessToken.find(subject));
  if (found?.isValid !== true || found.clientId !== ctx.oidc.client.clientId) {
    throw new errors.InvalidGrant('subject_token is not a live token of this client');
  }
  return { sibling: audience, scope: found.scope ?? '' };
}
