/** What does the bench's issuer answer? As much of RFC 6749, 7009, 7591, 7592 and 7662 as a containment asks for. */
import type { Context, Hono } from 'hono';
import type { Client, IssuerState } from './issuer-state.ts';

/** Adds its routes to an app that has delayed and recorded the call already. */
export function addIssuer(app: Hono, state: IssuerState): void {
  app.get('/.well-known/oauth-authorization-server', (context) => context.json(metadataOf(originOf(context))));
  app.post('/token', async (context) => {
    const { keyId, secret } = await authentication(context);
    if (!state.accepts(keyId, secret)) return context.json({ error: 'invalid_client' }, 401);
    if (state.isFenced(keyId)) return context.json({ error: 'unauthorized_client' }, 400);
    return context.json({ access_token: state.mint(keyId), token_type: 'Bearer' });
  });
  app.post('/reg', async (context) => {
    if (bearerOf(context) !== state.initialAccessToken) return context.json({ error: 'invalid_token' }, 401);
    const { client_name: name } = await context.req.json<{ client_name?: string }>();
    return context.json(shown(originOf(context), state.register(name ?? '')), 201);
  });
  app.get('/reg/:id', (context) => {
    const client = state.managed(context.req.param('id'), bearerOf(context));
    return client ? context.json(shown(originOf(context), client)) : context.json({ error: 'invalid_token' }, 401);
  });
  app.put('/reg/:id', async (context) => {
    const client = state.managed(context.req.param('id'), bearerOf(context));
    if (!client) return context.json({ error: 'invalid_token' }, 401);
    const { grant_types: grantTypes } = await context.req.json<{ grant_types?: string[] }>();
    return context.json(shown(originOf(context), state.change(client, grantTypes ?? client.grantTypes)));
  });
  app.delete('/reg/:id', (context) => {
    const client = state.managed(context.req.param('id'), bearerOf(context));
    if (!client) return context.json({ error: 'invalid_token' }, 401);
    state.remove(client.keyId);
    return context.body(null, 204);
  });
  addTokenRoutes(app, state);
}

function addTokenRoutes(app: Hono, state: IssuerState): void {
  app.post('/revoke', async (context) => {
    const { keyId, secret, form } = await authentication(context);
    if (!state.accepts(keyId, secret)) return context.json({ error: 'invalid_client' }, 401);
    state.revoke(form['token'] ?? '');
    return context.body(null, 200);
  });
  app.post('/introspect', async (context) => {
    const { keyId, secret, form } = await authentication(context);
    if (!state.accepts(keyId, secret)) return context.json({ error: 'invalid_client' }, 401);
    return context.json({ active: state.isActive(form['token'] ?? '') });
  });
}

function metadataOf(url: string): object {
  return {
    issuer: url,
    token_endpoint: `${url}/token`,
    registration_endpoint: `${url}/reg`,
    revocation_endpoint: `${url}/revoke`,
    introspection_endpoint: `${url}/introspect`,
  };
}

function shown(url: string, { keyId, secret, registrationToken, name, grantTypes }: Client): object {
  return {
    client_id: keyId,
    client_secret: secret,
    client_name: name,
    grant_types: grantTypes,
    registration_access_token: registrationToken,
    registration_client_uri: `${url}/reg/${keyId}`,
  };
}

function originOf(context: Context): string {
  return new URL(context.req.url).origin;
}

function bearerOf(context: Context): string {
  return (context.req.header('authorization') ?? '').replace(/^Bearer /, '');
}

/** RFC 6749 §2.3.1: in a Basic header, else in the form. */
async function authentication(
  context: Context,
): Promise<{ keyId: string; secret: string; form: Readonly<Record<string, string>> }> {
  const form = Object.fromEntries(new URLSearchParams(await context.req.text()));
  const basic = /^Basic (.+)$/.exec(context.req.header('authorization') ?? '')?.[1];
  if (basic === undefined) return { keyId: form['client_id'] ?? '', secret: form['client_secret'] ?? '', form };
  const [keyId = '', secret = ''] = Buffer.from(basic, 'base64').toString('utf8').split(':').map(decodeURIComponent);
  return { keyId, secret, form };
}
