import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ActionQuery } from '../../domain/action.ts';
import { type LoggingPostgres, openLoggingPostgres } from '../support/logging-postgres.ts';
import { openPostgresFixture, type PostgresFixture, place } from './postgres-fixture.ts';

let server: LoggingPostgres;
let fixture: PostgresFixture;

beforeAll(async () => {
  server = await openLoggingPostgres();
});

afterAll(() => server.stop());

beforeEach(async () => {
  fixture = await openPostgresFixture(server.url, { jsonLog: server.logFolder });
});

afterEach(() => fixture.close());

function queryFrom(since: number): ActionQuery {
  const { keyId } = fixture.pairs.old;
  return { keyIds: [keyId], agents: [], since: new Date(since).toISOString(), mark: '', limit: 100 };
}

/** The logging collector writes a moment after the statement. */
async function pullUntil(query: ActionQuery, count: number) {
  let page = await fixture.connector.pullActions?.(query);
  await until(async () => {
    page = await fixture.connector.pullActions?.(query);
    return (page?.actions.length ?? count) >= count;
  });
  return page;
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}

test("pulls what the role did from the server's own log, by tag and relation, and nothing of the statements", async () => {
  const query = queryFrom(Date.now() - 1);
  const session = await fixture.openAs(fixture.pairs.old, 'billing');
  await session.query("INSERT INTO public.payments SELECT 5 WHERE 'canary-text' <> ''");
  await session.query('SELECT * FROM public.payments WHERE id = $1', [5]);
  await session.query('BEGIN; DELETE FROM public.payments WHERE id = 5; COMMIT');
  const wanted = ['login', 'INSERT public.payments', 'SELECT public.payments', 'DELETE public.payments'];
  const page = await pullUntil(query, wanted.length);
  expect(page?.actions.map(({ target }) => target)).toEqual(wanted);
  expect(page?.actions.map(({ effect }) => effect)).toEqual(['read', 'reversible', 'read', 'irreversible']);
  expect(page?.actions[1]).toMatchObject({ agent: 'billing', keyId: query.keyIds[0], place, kind: 'query.ran' });
  expect(JSON.stringify(page)).not.toContain('canary');
  const after = await fixture.connector.pullActions?.({ ...query, mark: page?.mark ?? '' });
  expect(after).toMatchObject({ actions: [], more: false });
});

test('pages through the log without losing or repeating a line', async () => {
  const query = queryFrom(Date.now() - 1);
  const session = await fixture.openAs(fixture.pairs.old);
  for (let n = 0; n < 10; n += 1) await session.query(`UPDATE public.payments SET id = ${n}`);
  const whole = await pullUntil(query, 11);
  const ids: string[] = [];
  for (let mark = '', more = true; more; ) {
    const page = await fixture.connector.pullActions?.({ ...query, mark, limit: 4 });
    ids.push(...(page?.actions ?? []).map(({ id }) => id));
    ({ mark, more } = page ?? { mark: '', more: false });
  }
  expect(ids).toEqual(whole?.actions.map(({ id }) => id));
  expect(new Set(ids).size).toBe(11);
});

test('shows refused logins and refused statements as tries that changed nothing', async () => {
  const query = queryFrom(Date.now() - 1);
  const session = await fixture.openAs(fixture.pairs.old);
  await fixture.connector.connections?.brake?.(await fixture.find());
  await expect(session.query('DELETE FROM public.payments')).rejects.toMatchObject({ code: '42501' });
  await fixture.connector.probe?.('wrong');
  const kinds = () => pullUntil(query, 3).then((page) => page?.actions.map(({ kind, effect }) => `${kind} ${effect}`));
  await until(async () => (await kinds())?.includes('connection.refused read') === true);
  expect(await kinds()).toContain('query.ran irreversible');
});

test('no plaintext of a new secret reaches the statement log', async () => {
  const { pairs, connector } = fixture;
  await connector.accept?.({ keyId: pairs.next.keyId, ref: 'next' }, { keyId: pairs.old.keyId });
  await until(async () => logText().includes(`CREATE ROLE \\"${pairs.next.keyId}\\" LOGIN`));
  expect(logText()).toContain('SCRAM-SHA-256$4096:');
  expect(logText()).not.toContain(pairs.next.secret);
});

test('probe takes a refusal by pg_hba.conf as no word about the pair', async () => {
  const { connector, owner, pairs } = fixture;
  const file = join(server.logFolder, '..', 'pg_hba.conf');
  const before = readFileSync(file, 'utf8');
  writeFileSync(file, `host all "${pairs.old.keyId}" 127.0.0.1/32 reject\n${before}`);
  await owner.query('SELECT pg_reload_conf()');
  await until(async () => (await connector.probe?.('old'))?.state !== 'accepted');
  expect(await connector.probe?.('old')).toMatchObject({ state: 'unknown', reason: expect.stringContaining('28000') });
  writeFileSync(file, before);
  await owner.query('SELECT pg_reload_conf()');
  await until(async () => (await connector.probe?.('old'))?.state === 'accepted');
});

function logText(): string {
  return readdirSync(server.logFolder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => readFileSync(join(server.logFolder, name), 'utf8'))
    .join('');
}
