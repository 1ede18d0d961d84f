import { inspect } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../store/database.ts';
import { freshStore } from '../support/store.ts';

let db: Database;
beforeAll(async () => {
  db = await freshStore();
  await db.query('CREATE TABLE notes (note text)');
});
afterAll(() => db.close());

test('times come back as ISO instants with milliseconds, counts as numbers', async () => {
  const { rows } = await db.query<{ at: string; count: number }>(
    `SELECT '2026-03-01 12:00:00.1+02'::timestamptz AS at, count(*) AS count FROM (VALUES (1)) AS v`,
  );
  expect(rows).toEqual([{ at: '2026-03-01T10:00:00.100Z', count: 1 }]);
});

test('a transaction that throws leaves nothing behind, and its connection stays usable', async () => {
  const failing = db.transaction(async (tx) => {
    await tx.query(`INSERT INTO notes VALUES ('never')`);
    throw new Error('stop');
  });
  await expect(failing).rejects.toThrow('stop');
  const { rows } = await db.query('SELECT * FROM notes');
  expect(rows).toEqual([]);
});

test('text with U+0000 is stored, not refused', async () => {
  const { rows } = await db.query<{ text: string }>('SELECT $1::text AS text', ['a\u0000b']);
  expect(rows[0]?.text).toBe('a\uFFFDb');
});

test('a server that is down is named by address only, in message and cause', async () => {
  const down = openDatabase('postgres://ana:hunter2secret@127.0.0.1:1/firebreak');
  const error = await down.query('SELECT 1').catch((caught: unknown) => caught);
  await down.close();
  expect(error).toMatchObject({ code: 'ERR_DATABASE_DOWN' });
  expect((error as Error).message).toContain('127.0.0.1:1');
  expect(inspect(error, { depth: 9 })).not.toContain('hunter2secret');
});

test.each(['postgres://ana:hunter2secret@host:99999/db', 'postgres://ana:hunter2secret@[bad/db'])(
  'an unreadable URL is refused without being repeated',
  (url) => {
    let error: unknown;
    try {
      openDatabase(url);
    } catch (caught) {
      error = caught;
    }
    expect(error).toMatchObject({ code: 'ERR_DATABASE_DOWN' });
    expect(inspect(error, { depth: 9 })).not.toContain('hunter2');
  },
);

test('connections cut by the server count as down, then work again', async () => {
  const cut = db.transaction(async (tx) => {
    const { rows } = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    await db.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
    await tx.query('SELECT 1');
  });
  await expect(cut).rejects.toMatchObject({ code: 'ERR_DATABASE_DOWN' });
  const { rows } = await db.query<{ one: number }>('SELECT 1 AS one');
  expect(rows).toEqual([{ one: 1 }]);
});
