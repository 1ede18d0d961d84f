import { escapeIdentifier } from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { freshDatabase } from '../support/database.ts';
import { openLosingRelay } from './losing-relay.ts';
import { openPostgresFixture, type PostgresFixture } from './postgres-fixture.ts';

let fixture: PostgresFixture;
let url: string;
let next: { keyId: string; ref: string };
let old: { keyId: string };

beforeEach(async () => {
  url = await freshDatabase();
  fixture = await openPostgresFixture(url);
  next = { keyId: fixture.pairs.next.keyId, ref: 'next' };
  old = { keyId: fixture.pairs.old.keyId };
});

afterEach(() => fixture.close());

test('teaches the server the new pair beside the old one, and says so when asked again', async () => {
  const { connector, pairs, owner } = fixture;
  const first = await connector.accept?.(next, old);
  expect(first).toMatchObject({ outcome: 'done', reason: expect.stringContaining('search_path') });
  const session = await fixture.openAs(pairs.next);
  await session.query('INSERT INTO public.payments VALUES (1)');
  const shown = await session.query<{ t: string }>("SELECT current_setting('statement_timeout') t");
  expect(shown.rows[0]?.t).toBe('90s');
  const role = await owner.query('SELECT rolconnlimit FROM pg_roles WHERE rolname = $1', [next.keyId]);
  expect(role.rows).toEqual([{ rolconnlimit: 7 }]);
  expect(await connector.accept?.(next, old)).toEqual({ id: next.keyId, outcome: 'already-done' });
  expect(await connector.probe?.('old')).toEqual({ state: 'accepted' });
});

test('does not touch a role of the new name that somebody else made', async () => {
  await fixture.owner.query(`CREATE ROLE ${escapeIdentifier(next.keyId)} LOGIN PASSWORD 'theirs'`);
  expect(await fixture.connector.accept?.(next, old)).toMatchObject({ outcome: 'refused' });
});

test('fences new logins while the open session goes on, and lets in again', async () => {
  const { connector, pairs } = fixture;
  const session = await fixture.openAs(pairs.old);
  expect(await connector.fence?.(old.keyId)).toEqual({ id: old.keyId, outcome: 'done' });
  expect(await connector.fence?.(old.keyId)).toEqual({ id: old.keyId, outcome: 'already-done' });
  expect(await connector.probe?.('old')).toMatchObject({ state: 'refused', proof: { level: 'refused' } });
  await session.query('SELECT 1');
  expect((await connector.unfence?.(old.keyId))?.outcome).toBe('done');
  expect(await connector.probe?.('old')).toEqual({ state: 'accepted' });
});

test('retires for good: no login, no group, no password, and unfencing does not bring it back', async () => {
  const { connector, owner, group } = fixture;
  expect((await connector.retire?.(old.keyId))?.outcome).toBe('done');
  expect((await connector.retire?.(old.keyId))?.outcome).toBe('already-done');
  expect((await connector.unfence?.(old.keyId))?.outcome).toBe('refused');
  await owner.query(`ALTER ROLE ${escapeIdentifier(old.keyId)} LOGIN VALID UNTIL 'infinity'`);
  expect(await connector.probe?.('old')).toMatchObject({ state: 'refused' });
  const member = await owner.query("SELECT pg_has_role($1, $2, 'MEMBER') AS member", [old.keyId, group]);
  expect(member.rows).toEqual([{ member: false }]);
});

test("refuses to lock out Firebreak's own role or a superuser", async () => {
  const { connector, pairs } = fixture;
  expect(await connector.fence?.(pairs.admin.keyId)).toMatchObject({ outcome: 'refused' });
  expect(await connector.retire?.(new URL(url).username)).toMatchObject({ outcome: 'refused' });
});

test('probe tells a wrong password from a server that is not there', async () => {
  expect(await fixture.connector.probe?.('wrong')).toMatchObject({ state: 'refused' });
  const elsewhere = fixture.connect({ port: 1 });
  expect(await elsewhere.probe?.('old')).toMatchObject({ state: 'unknown' });
  await expect(elsewhere.fence?.(old.keyId)).rejects.toMatchObject({ code: 'ERR_PROVIDER_UNREACHABLE' });
});

test('probe takes a database the role may not enter as no refusal of the pair', async () => {
  const elsewhere = fixture.connect({ database: 'no-such-database' });
  expect(await elsewhere.probe?.('old')).toEqual({ state: 'accepted' });
});

test('a lost answer is unknown, and the repeat finds what was done', async () => {
  const relay = await openLosingRelay(Number(new URL(url).port), 'NOLOGIN');
  const through = fixture.connect({ port: relay.port });
  expect(await through.fence?.(old.keyId)).toMatchObject({ outcome: 'unknown' });
  expect(await fixture.connector.fence?.(old.keyId)).toEqual({ id: old.keyId, outcome: 'already-done' });
  await through.close?.();
  await relay.close();
});

test('sees which role a dependent uses, and only what was active since', async () => {
  const { connector, pairs } = fixture;
  const dependent = { id: 'invoicer', handover: { path: '', recipient: '' } };
  const before = new Date(Date.now() - 1_000).toISOString();
  const later = new Date(Date.now() + 60_000).toISOString();
  const seen = (keyId: string, since: string) => connector.seen?.(dependent, keyId, since);
  expect(await seen(old.keyId, before)).toMatchObject({ state: 'not-seen', keyId: '' });
  await fixture.openAs(pairs.old, 'invoicer');
  expect(await seen(old.keyId, before)).toMatchObject({ state: 'seen', keyId: old.keyId });
  expect(await seen(old.keyId, later)).toMatchObject({ state: 'not-seen', keyId: '' });
  expect(await seen(next.keyId, before)).toMatchObject({ state: 'not-seen', keyId: old.keyId });
});
