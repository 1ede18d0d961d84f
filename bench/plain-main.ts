/**
 * The same containment as a plain script: same calls in the same order, nothing kept. No approval, no ledger, no retry,
 * no secret at rest; when it dies halfway nobody knows what was done.
 */
import { text } from 'node:stream/consumers';
import { bounded } from '../connectors/bounded.ts';
import type { PlainDone, PlainWork } from './plain-work.ts';

/** As the oauth connector: tokens seen active before they are revoked, to know what "inactive" is worth afterwards. */
const samples = 8;

async function contain(work: PlainWork): Promise<PlainDone> {
  const startedAt = performance.now();
  process.kill(-work.pid, 'SIGSTOP');
  await ask('GET', `${work.issuer}/.well-known/oauth-authorization-server`);
  await rotate(work);
  process.kill(-work.pid, 'SIGKILL');
  const revoked = await revoke(work);
  return { ms: performance.now() - startedAt, revoked };
}

async function rotate({ issuer, keyId, secret, registrationToken, initialAccessToken }: PlainWork): Promise<void> {
  const registration = `${issuer}/reg/${keyId}`;
  await ask('GET', registration, bearer(registrationToken));
  await ask('POST', `${issuer}/reg`, bearer(initialAccessToken), JSON.stringify({ client_name: 'plain' }));
  const metadata = await ask('GET', registration, bearer(registrationToken));
  const fenced = JSON.stringify({ ...(JSON.parse(metadata) as object), grant_types: [] });
  await ask('PUT', registration, bearer(registrationToken), fenced);
  await ask('GET', registration, bearer(registrationToken));
  await ask('DELETE', registration, bearer(registrationToken));
  const grant = { grant_type: 'client_credentials' };
  await ask('POST', `${issuer}/token`, basic({ keyId, secret }), new URLSearchParams(grant));
  const form = new URLSearchParams({ ...grant, client_id: keyId, client_secret: secret });
  await ask('POST', `${issuer}/token`, {}, form);
}

/** Tokens the issuer calls inactive afterwards. */
async function revoke({ issuer, admin, tokens, concurrency }: PlainWork): Promise<number> {
  const post = (path: string, token: string) =>
    ask('POST', `${issuer}${path}`, basic(admin), new URLSearchParams({ token }));
  await Promise.all(tokens.slice(0, samples).map((token) => post('/introspect', token)));
  await bounded(tokens, concurrency, (token) => post('/revoke', token));
  const answers = await bounded(tokens, concurrency, (token) => post('/introspect', token));
  return answers.filter((answer) => answer === '{"active":false}').length;
}

async function ask(
  method: string,
  url: string,
  headers: Readonly<Record<string, string>> = {},
  body?: string | URLSearchParams,
): Promise<string> {
  const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
  return response.text();
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

function basic({ keyId, secret }: { readonly keyId: string; readonly secret: string }) {
  return { authorization: `Basic ${Buffer.from(`${keyId}:${secret}`).toString('base64')}` };
}

const work = JSON.parse(await text(process.stdin)) as PlainWork;
process.stdout.write(JSON.stringify(await contain(work)));
