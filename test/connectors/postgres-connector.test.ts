import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Connector } from '../../connectors/connector.ts';
import { postgres } from '../../connectors/postgres/postgres-connector.ts';
import type { ActionQuery } from '../../domain/action.ts';
import type { Holding } from '../../domain/holding.ts';
import { type LoggingPostgres, openLoggingPostgres } from '../support/logging-postgres.ts';
import { contextFor } from './held-secrets.ts';

const place = 'surface/ledger-db';
const pairs = {
  admin: { keyId: 'fb_admin', secret: 'fbk_admin' },
  old: { keyId: 'agent-old', secret: 'fbk_old-canary' },
  next: { keyId: 'agent-next', secret: 'fbk_next-canary' },
  wrong: { keyId: 'agent-old', secret: 'fbk_wrong' },
};
let server: LoggingPostgres;
let owner: Client;
let connector: Connector;
let opened: Client[] = [];

beforeAll(async () => {
  server = await openLoggingPostgres();
  owner = await connect(server.url);
  await owner.query(`CREATE TABLE payments (id int); CREATE ROLE agents NOLOGIN; GRANT ALL ON payments TO agents;
    CREATE ROLE fb_admin LOGIN CREATEROLE PASSWORD 'fbk_admin';
    GRANT pg_read_all_stats, pg_signal_backend TO fb_admin; GRANT agents TO fb_admin WITH ADMIN OPTION`);
});

afterAll(async () => {
  await owner.end();
  await server.stop();
});

/** The old role is made by the admin role, as one that manages roles would: all rights it has are those it declares. */
beforeEach(async () => {
  const admin = await connectAs(pairs.admin);
  await admin.query(`CREATE ROLE "agent-old" LOGIN CONNECTION LIMIT 7 PASSWORD 'fbk_old-canary';
    GRANT agents TO "agent-old"; ALTER ROLE "agent-old" SET statement_timeout TO '90s';
    ALTER ROLE "agent-old" SET search_path TO evil, public`);
  await admin.end();
  connector = postgres.create(settings(), contextFor(place, pairs));
});

afterEach(async () => {
  await Promise.all(opened.map((client) => client.end().catch(() => undefined)));
  opened = [];
  await connector.close?.();
  await owner.query('DROP ROLE IF EXISTS "agent-old", "agent-next"');
});

function settings() {
  const { hostname, port, pathname } = new URL(server.url);
  const database = pathname.slice(1);
  return { host: hostname, port: Number(port), database, admin: 'admin', group: 'agents', jsonLog: server.logFolder };
}

async function connect(url: string, application = 'test'): Promise<Client> {
  const client = new Client({ connectionString: url, application_name: application });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

async function connectAs(pair: { keyId: string; secret: string }, application?: string): Promise<Client> {
  const url = new URL(server.url);
  url.username = pair.keyId;
  url.password = pair.secret;
  const client = await connect(url.href, application);
  opened.push(client);
  return client;
}

async function find(query: { keyIds?: string[]; agents?: string[] } = {}): Promise<readonly Holding[]> {
  const full = { keyIds: ['agent-old'], agents: [], since: new Date(0).toISOString(), ...query };
  return (await connector.connections?.find?.(full)) ?? [];
}

async function backends(role: string): Promise<number> {
  const { rows } = await owner.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM pg_stat_activity WHERE usename = $1',
    [role],
  );
  return rows[0]?.n ?? -1;
}

const next = { keyId: 'agent-next', ref: 'next' };
const old = { keyId: 'agent-old' };
const dependent = { id: 'invoicer', handover: { path: '', recipient: '' } };

test('teaches the server the new pair beside the old one, and says so when asked again', async () => {
  const first = await connector.accept?.(next, old);
  expect(first).toMatchObject({ outcome: 'done', reason: expect.stringContaining('search_path') });
  const session = await connectAs(pairs.next);
  await session.query('INSERT INTO payments VALUES (1)');
  expect((await session.query<{ t: string }>("SELECT current_setting('statement_timeout') t")).rows[0]?.t).toBe('90s');
  const role = await owner.query("SELECT rolconnlimit FROM pg_roles WHERE rolname = 'agent-next'");
  expect(role.rows).toEqual([{ rolconnlimit: 7 }]);
  expect(await connector.accept?.(next, old)).toEqual({ id: 'agent-next', outcome: 'already-done' });
  expect(await connector.probe?.('old')).toEqual({ state: 'accepted' });
});

test('no plaintext of the new secret reaches the statement log', async () => {
  await connector.accept?.(next, old);
  const log = logText();
  expect(log).toContain('CREATE ROLE \\"agent-next\\" LOGIN');
  expect(log).toContain('SCRAM-SHA-256$4096:');
  expect(log).not.toContain(pairs.next.secret);
});

test('does not touch a role of the new name that somebody else made', async () => {
  await owner.query(`CREATE ROLE "agent-next" LOGIN PASSWORD 'theirs'`);
  expect(await connector.accept?.(next, old)).toMatchObject({ outcome: 'refused' });
});

test('fences new logins while the open session goes on, and lets in again', async () => {
  const session = await connectAs(pairs.old);
  expect(await connector.fence?.('agent-old')).toEqual({ id: 'agent-old', outcome: 'done' });
  expect(await connector.fence?.('agent-old')).toEqual({ id: 'agent-old', outcome: 'already-done' });
  expect(await connector.probe?.('old')).toMatchObject({ state: 'refused', proof: { level: 'refused' } });
  await session.query('SELECT 1');
  expect((await connector.unfence?.('agent-old'))?.outcome).toBe('done');
  expect(await connector.probe?.('old')).toEqual({ state: 'accepted' });
});

test('retires for good: no login, no group, no password, and unfencing does not bring it back', async () => {
  expect((await connector.retire?.('agent-old'))?.outcome).toBe('done');
  expect((await connector.retire?.('agent-old'))?.outcome).toBe('already-done');
  expect((await connector.unfence?.('agent-old'))?.outcome).toBe('refused');
  await owner.query('ALTER ROLE "agent-old" LOGIN VALID UNTIL \'infinity\'');
  expect(await connector.probe?.('old')).toMatchObject({ state: 'refused' });
  const { rows } = await owner.query("SELECT pg_has_role('agent-old', 'agents', 'MEMBER') AS member");
  expect(rows).toEqual([{ member: false }]);
});

test("refuses to lock out Firebreak's own role or a superuser", async () => {
  const superuser = new URL(server.url).username;
  expect(await connector.fence?.('fb_admin')).toMatchObject({ outcome: 'refused' });
  expect(await connector.retire?.(superuser)).toMatchObject({ outcome: 'refused' });
});

test('probe tells a wrong password from a server that is not there', async () => {
  expect(await connector.probe?.('wrong')).toMatchObject({ state: 'refused' });
  const elsewhere = postgres.create({ ...settings(), port: 1 }, contextFor(place, pairs));
  expect(await elsewhere.probe?.('old')).toMatchObject({ state: 'unknown' });
  await expect(elsewhere.fence?.('agent-old')).rejects.toMatchObject({ code: 'ERR_PROVIDER_UNREACHABLE' });
});

test('probe takes a refusal by pg_hba.conf as no word about the pair', async () => {
  const file = join(server.logFolder, '..', 'pg_hba.conf');
  const before = readFileSync(file, 'utf8');
  writeFileSync(file, `host all agent-old 127.0.0.1/32 reject\n${before}`);
  await owner.query('SELECT pg_reload_conf()');
  await until(async () => (await connector.probe?.('old'))?.state !== 'accepted');
  expect(await connector.probe?.('old')).toMatchObject({ state: 'unknown', reason: expect.stringContaining('28000') });
  writeFileSync(file, before);
  await owner.query('SELECT pg_reload_conf()');
  await until(async () => (await connector.probe?.('old'))?.state === 'accepted');
});

test('finds backends by role and by application name, with their exact start, and not its own', async () => {
  await connectAs(pairs.old, 'billing');
  await connectAs(pairs.old);
  const held = await find();
  expect(held.map(({ keyId }) => keyId)).toEqual(['agent-old', 'agent-old']);
  expect(held[0]?.locator['backendStart']).toMatch(/\.\d{6}Z$/);
  expect(held.map(({ id }) => id)).toEqual((await find()).map(({ id }) => id));
  expect(await find({ keyIds: [], agents: ['billing'] })).toMatchObject([{ id: held[0]?.id, agent: 'billing' }]);
  expect(await find({ keyIds: ['fb_admin'], agents: ['firebreak'] })).toEqual([]);
});

test('the brake stops an open session at its next statement, and the release lets it go on', async () => {
  const session = await connectAs(pairs.old);
  await connectAs(pairs.old);
  await session.query('INSERT INTO payments VALUES (2)');
  const held = await find();
  const braked = await connector.connections?.brake?.(held);
  expect(braked).toEqual(held.map(({ id }) => ({ id, outcome: 'done' })));
  await expect(session.query('INSERT INTO payments VALUES (3)')).rejects.toMatchObject({ code: '42501' });
  expect((await connector.connections?.brake?.(held))?.map(({ outcome }) => outcome)).toEqual([
    'already-done',
    'already-done',
  ]);
  expect((await connector.connections?.release?.(held))?.[0]?.outcome).toBe('done');
  await session.query('INSERT INTO payments VALUES (4)');
});

test('the brake says what it cannot take: rights given to the role by name, and another way into the group', async () => {
  await connectAs(pairs.old);
  await owner.query('GRANT SELECT ON payments TO "agent-old"');
  expect(await connector.connections?.brake?.(await find())).toMatchObject([{ outcome: 'accepted' }]);
  await owner.query('REVOKE SELECT ON payments FROM "agent-old"');
  await owner.query('CREATE ROLE detour; GRANT agents TO detour; GRANT detour TO "agent-old"');
  expect(await connector.connections?.brake?.(await find())).toMatchObject([{ outcome: 'refused' }]);
  await owner.query('DROP ROLE detour');
});

test('a membership somebody else granted is not reported as revoked', async () => {
  await owner.query('REVOKE agents FROM "agent-old" GRANTED BY fb_admin');
  await owner.query('GRANT agents TO "agent-old"');
  await connectAs(pairs.old);
  expect(await connector.connections?.brake?.(await find())).toMatchObject([{ outcome: 'refused' }]);
});

test('ends exactly the backends found; a second end is already done', async () => {
  await connectAs(pairs.old);
  const held = await find();
  expect(await connector.connections?.confirm?.(held)).toMatchObject([{ state: 'still-open' }]);
  expect(await connector.connections?.end?.(held)).toEqual([{ id: held[0]?.id, outcome: 'done' }]);
  expect(await backends('agent-old')).toBe(0);
  expect(await connector.connections?.end?.(held)).toEqual([{ id: held[0]?.id, outcome: 'already-done' }]);
  expect(await connector.connections?.confirm?.(held)).toMatchObject([
    { state: 'ended', proof: { level: 'read-back' } },
  ]);
});

test('never ends a backend that has the pid but started at another instant', async () => {
  await connectAs(pairs.old);
  const [held] = await find();
  const backendStart = String(held?.locator['backendStart']).replace(/\d(?=Z$)/, (d) => String((Number(d) + 1) % 10));
  const reused = { ...held, locator: { ...held?.locator, backendStart } } as Holding;
  expect(await connector.connections?.end?.([reused])).toMatchObject([{ outcome: 'already-done' }]);
  expect(await connector.connections?.confirm?.([reused])).toMatchObject([{ state: 'ended' }]);
  expect(await backends('agent-old')).toBe(1);
});

test('sees which role a dependent uses, and only what was active since', async () => {
  const before = new Date(Date.now() - 1_000).toISOString();
  const later = new Date(Date.now() + 60_000).toISOString();
  expect(await connector.seen?.(dependent, 'agent-old', before)).toMatchObject({ state: 'not-seen', keyId: '' });
  const session = await connectAs(pairs.old, 'invoicer');
  await session.query('SELECT 1');
  expect(await connector.seen?.(dependent, 'agent-old', before)).toMatchObject({ state: 'seen', keyId: 'agent-old' });
  expect(await connector.seen?.(dependent, 'agent-old', later)).toMatchObject({ state: 'not-seen', keyId: '' });
  expect(await connector.seen?.(dependent, 'agent-next', before)).toMatchObject({
    state: 'not-seen',
    keyId: 'agent-old',
  });
});

test("pulls what the role did from the server's own log, by tag and relation, and nothing of the statements", async () => {
  const since = new Date(Date.now() - 1).toISOString();
  const session = await connectAs(pairs.old, 'billing');
  await session.query("INSERT INTO payments SELECT 5 WHERE 'canary-text' <> ''");
  await session.query('SELECT * FROM payments WHERE id = $1', [5]);
  await session.query('BEGIN; DELETE FROM payments WHERE id = 5; COMMIT');
  const query = { keyIds: ['agent-old'], agents: [], since, mark: '', limit: 100 };
  const wanted = ['login', 'INSERT payments', 'SELECT payments', 'DELETE payments'];
  const page = await pullUntil(query, wanted.length);
  expect(page?.actions.map(({ target }) => target)).toEqual(wanted);
  expect(page?.actions.map(({ effect }) => effect)).toEqual(['read', 'reversible', 'read', 'irreversible']);
  expect(page?.actions[1]).toMatchObject({ agent: 'billing', keyId: 'agent-old', place, kind: 'query.ran' });
  expect(JSON.stringify(page)).not.toContain('canary');
  expect(await connector.pullActions?.({ ...query, mark: page?.mark ?? '' })).toMatchObject({
    actions: [],
    more: false,
  });
});

test('pages through the log without losing or repeating a line', async () => {
  const since = new Date(Date.now() - 1).toISOString();
  const session = await connectAs(pairs.old);
  for (let n = 0; n < 10; n += 1) await session.query(`UPDATE payments SET id = ${n}`);
  const query = { keyIds: ['agent-old'], agents: [], since, mark: '', limit: 100 };
  const whole = await pullUntil(query, 11);
  const ids: string[] = [];
  for (let mark = '', more = true; more; ) {
    const page = await connector.pullActions?.({ ...query, mark, limit: 4 });
    ids.push(...(page?.actions ?? []).map(({ id }) => id));
    ({ mark, more } = page ?? { mark: '', more: false });
  }
  expect(ids).toEqual(whole?.actions.map(({ id }) => id));
  expect(new Set(ids).size).toBe(11);
});

/** The logging collector writes a moment after the statement. */
async function pullUntil(query: ActionQuery, count: number) {
  let page = await connector.pullActions?.(query);
  await until(async () => {
    page = await connector.pullActions?.(query);
    return (page?.actions.length ?? count) >= count;
  });
  return page;
}

test('a lost answer is unknown, and the repeat finds what was done', async () => {
  const { port, close } = await losing('NOLOGIN');
  const through = postgres.create({ ...settings(), port }, contextFor(place, pairs));
  expect(await through.fence?.('agent-old')).toMatchObject({ outcome: 'unknown' });
  expect(await connector.fence?.('agent-old')).toEqual({ id: 'agent-old', outcome: 'already-done' });
  await through.close?.();
  await close();
});

/** A relay that lets the statement with this word through and drops the line before its answer. */
async function losing(word: string): Promise<{ port: number; close: () => Promise<void> }> {
  const relay = createServer((client) => {
    const upstream = createConnection(settings().port, '127.0.0.1');
    let isSent = false;
    client.on('data', (data) => {
      isSent ||= data.includes(word);
      upstream.write(data);
    });
    upstream.on('data', (data) => (isSent ? client.destroy() : client.write(data)));
    client.on('error', () => undefined).on('close', () => upstream.destroy());
    upstream.on('error', () => undefined).on('close', () => client.destroy());
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  const address = relay.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  return { port, close: () => new Promise((resolve) => relay.close(() => resolve())) };
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}

function logText(): string {
  return readdirSync(server.logFolder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => readFileSync(join(server.logFolder, name), 'utf8'))
    .join('');
}
