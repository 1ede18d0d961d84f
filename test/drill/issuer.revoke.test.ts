import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { armor, Decrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type IssuerDoor, issuerDoor } from '../../drill/doors/issuer-door.ts';
import type { IssuerReady } from '../../drill/issuer/issuer-main.ts';
import { type Registered, registerClient } from '../../drill/issuer/registration.ts';
import { readJsonLines } from '../../drill/process/read-json.ts';
import { type Child, spawnChild } from '../../drill/process/spawn.ts';

const admin = { keyId: 'firebreak-admin', secret: 'admin secret', scope: 'mcp:admin tokens:revoke' };
const guard = { keyId: 'tools-guard', secret: 'guard secret' };

describe('the issuer', () => {
  const dir = mkdtempSync(join(tmpdir(), 'issuer-'));
  const issuanceLog = join(dir, 'issuance.jsonl');
  let identity = '';
  let issuer: Child<IssuerReady>;
  let asGuard: IssuerDoor;

  beforeAll(async () => {
    identity = await generateX25519Identity();
    const recipient = await identityToRecipient(identity);
    const settings = { issuanceLog, recipient, initialAccessToken: 'initial', clients: [admin, guard] };
    const spec = { name: 'issuer', entry: 'issuer/issuer-main', settings, logFile: join(dir, 'issuer.log') };
    issuer = await spawnChild<IssuerReady>(spec, () => undefined);
    asGuard = issuerDoor(issuer.ready.url, guard);
  });
  afterAll(async () => {
    await issuer.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  const newClient = async (): Promise<{ client: Registered; door: IssuerDoor }> => {
    const client = await registerClient(issuer.ready.url, 'initial', 'billing');
    return { client, door: issuerDoor(issuer.ready.url, client) };
  };
  const isActive = async (token: string | undefined): Promise<boolean> =>
    (await asGuard.introspect(token ?? '')).active;
  const post = async (path: string, form: Record<string, string>): Promise<number> => {
    const basic = Buffer.from(`${admin.keyId}:${encodeURIComponent(admin.secret)}`).toString('base64');
    const headers = { authorization: `Basic ${basic}` };
    const body = new URLSearchParams(form);
    return (await fetch(`${issuer.ready.url}${path}`, { method: 'POST', headers, body })).status;
  };
  const manage = async (client: Registered, method: string, change?: object): Promise<Response> =>
    fetch(`${issuer.ready.url}/reg/${client.keyId}`, {
      method,
      headers: { authorization: `Bearer ${client.registrationAccessToken}`, 'content-type': 'application/json' },
      ...(change === undefined ? {} : { body: JSON.stringify(change) }),
    });
  const metadataOf = async (client: Registered): Promise<Record<string, unknown>> => {
    const seen = (await (await manage(client, 'GET')).json()) as Record<string, unknown>;
    for (const key of ['registration_access_token', 'registration_client_uri', 'client_secret_expires_at'])
      delete seen[key];
    delete seen['client_id_issued_at'];
    return seen;
  };

  it('registers clients whose secrets have the shape scanners know, for holders of the initial access token', async () => {
    const { client } = await newClient();
    expect(client.secret).toMatch(/^fbk_[\w-]{43}$/);
    await expect(registerClient(issuer.ready.url, 'wrong', 'billing')).rejects.toThrow('401');
  });

  it('logs each token before it leaves, sealed, under the name that the answer gives', async () => {
    const { client, door } = await newClient();
    const own = await door.clientCredentials();
    const delegated = await door.exchange(own.access_token, 'research');
    const lines = (readJsonLines(issuanceLog) as Record<string, string>[]).filter(
      (line) => line['keyId'] === client.keyId,
    );
    const sealed = Object.fromEntries(lines.map((line) => [line['id'], line['sealed'] ?? '']));
    const decrypter = new Decrypter();
    decrypter.addIdentity(identity);
    const open = (id = ''): Promise<string> => decrypter.decrypt(armor.decode(sealed[id] ?? ''), 'text');
    expect(await open(own.token_id)).toBe(own.access_token);
    expect(await open(delegated.token_id)).toBe(delegated.access_token);
    expect(await open(delegated.refresh_token_id)).toBe(delegated.refresh_token);
    expect(JSON.stringify(lines)).not.toContain(own.access_token);
  });

  it('lets a client be fenced and unfenced by its grant types: no new token meanwhile, old ones live', async () => {
    const { client, door } = await newClient();
    const { access_token: token } = await door.clientCredentials();
    const metadata = await metadataOf(client);
    expect((await manage(client, 'PUT', { ...metadata, grant_types: [] })).status).toBe(200);
    await expect(door.clientCredentials()).rejects.toThrow('400');
    expect(await isActive(token)).toBe(true);
    expect((await manage(client, 'PUT', metadata)).status).toBe(200);
    expect(await isActive((await door.clientCredentials()).access_token)).toBe(true);
  });

  it('keeps a deleted client’s own tokens alive until they are revoked; delegated ones die with it', async () => {
    const { client, door } = await newClient();
    const { access_token: token } = await door.clientCredentials();
    const delegated = await door.exchange(token, 'research');
    expect((await manage(client, 'DELETE')).status).toBe(204);
    await expect(door.clientCredentials()).rejects.toThrow('401');
    expect([await isActive(token), await isActive(delegated.access_token)]).toEqual([true, false]);
    expect(await post('/token/revocation', { token })).toBe(200);
    expect(await isActive(token)).toBe(false);
  });

  it('ends a whole grant with its refresh token, and only itself with an access token', async () => {
    const { door } = await newClient();
    const { access_token: subject } = await door.clientCredentials();
    const first = await door.exchange(subject, 'research');
    const refreshed = await door.refresh(first.refresh_token ?? '');
    await post('/token/revocation', { token: first.refresh_token ?? '' });
    const ended = [first.refresh_token, first.access_token, refreshed.access_token];
    expect(await Promise.all(ended.map(isActive))).toEqual([false, false, false]);
    const second = await door.exchange(subject, 'research');
    await post('/token/revocation', { token: second.access_token });
    expect([await isActive(second.access_token), await isActive(second.refresh_token)]).toEqual([false, true]);
  });

  it('lets nobody but the admin client revoke what is not theirs', async () => {
    const { door } = await newClient();
    const { access_token: token } = await door.clientCredentials();
    const headers = { authorization: `Basic ${Buffer.from(`${guard.keyId}:guard%20secret`).toString('base64')}` };
    const body = new URLSearchParams({ token });
    await fetch(`${issuer.ready.url}/token/revocation`, { method: 'POST', headers, body });
    expect(await isActive(token)).toBe(true);
  });
});
