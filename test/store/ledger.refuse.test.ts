import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '../../store/database.ts';
import { append, readLedger, verifyLedger } from '../../store/ledger.ts';
import { freshStore, openIncident } from '../support/store.ts';

let db: Database;
let id: string;
beforeAll(async () => {
  db = await freshStore();
});
afterAll(() => db.close());

beforeEach(async () => {
  id = await openIncident(db);
  await db.transaction((tx) =>
    append(
      tx,
      id,
      ['a', 'b', 'c'].map((reason) => ({
        kind: 'log.unreadable',
        happenedAt: '2026-03-01T10:00:00.000Z',
        body: { place: 'agent/billing', reason },
      })),
    ),
  );
});

test.each([
  'UPDATE ledger SET kind = kind',
  `UPDATE ledger SET body = '{}' WHERE seq = 2`,
  'UPDATE ledger SET kind = kind WHERE false',
  'DELETE FROM ledger WHERE seq = 3',
  'DELETE FROM ledger',
  'TRUNCATE ledger',
  'TRUNCATE incidents CASCADE; TRUNCATE ledger',
  `INSERT INTO ledger SELECT * FROM ledger ON CONFLICT (incident_id, seq) DO UPDATE SET kind = 'x'`,
  'SET LOCAL session_replication_role = replica; DELETE FROM ledger',
])('the owner of the table is refused: %s', async (statement) => {
  const before = await readLedger(db, id);
  await expect(db.query(statement)).rejects.toMatchObject({ code: '23001' });
  expect(await readLedger(db, id)).toEqual(before);
});

/** What an owner could still do: switch the trigger off. The chain shows it. */
async function tamper(statement: string): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.query('ALTER TABLE ledger DISABLE TRIGGER ledger_is_append_only');
    await tx.query(statement, [id]);
    await tx.query('ALTER TABLE ledger ENABLE ALWAYS TRIGGER ledger_is_append_only');
  });
}

test.each([
  [`UPDATE ledger SET body = '{"place":"agent/billing","reason":"z"}' WHERE incident_id = $1 AND seq = 2`, 2],
  [`UPDATE ledger SET happened_at = happened_at + interval '1 ms' WHERE incident_id = $1 AND seq = 1`, 1],
  ['DELETE FROM ledger WHERE incident_id = $1 AND seq = 2', 2],
  ['DELETE FROM ledger WHERE incident_id = $1 AND seq = 1', 1],
  ['DELETE FROM ledger WHERE incident_id = $1 AND seq = 3', 3],
  ['DELETE FROM ledger WHERE incident_id = $1', 3],
])('with the trigger off it happens, and verifying names the row: %s', async (statement, seq) => {
  await tamper(statement);
  expect(await verifyLedger(db, id)).toMatchObject({ ok: false, seq });
});
