import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { NewEvidence } from '../../domain/evidence.ts';
import type { Database } from '../../store/database.ts';
import { append, readLedger, verifyLedger } from '../../store/ledger.ts';
import { freshStore, openIncident } from '../support/store.ts';

let db: Database;
beforeAll(async () => {
  db = await freshStore();
});
afterAll(() => db.close());

function unreadable(reason: string): NewEvidence {
  return { kind: 'log.unreadable', happenedAt: '2026-03-01T10:00:00.5Z', body: { place: 'agent/billing', reason } };
}

test('what append returns is what the ledger reads, and it verifies', async () => {
  const id = await openIncident(db);
  const first = await db.transaction((tx) => append(tx, id, [unreadable('gone'), unreadable('cut')]));
  const second = await db.transaction((tx) => append(tx, id, [unreadable('back')]));
  expect(await readLedger(db, id)).toEqual([...first, ...second]);
  expect(await readLedger(db, id, 2)).toEqual(second);
  expect(first[0]).toMatchObject({ seq: 1, happenedAt: '2026-03-01T10:00:00.500Z', prevHash: '0'.repeat(64) });
  expect(await verifyLedger(db, id)).toEqual({ ok: true, entries: 3, head: second[0]?.hash });
});

test('concurrent appenders never fork the chain', async () => {
  const id = await openIncident(db);
  const writers = Array.from({ length: 8 }, async (_, writer) => {
    for (let n = 0; n < 10; n += 1) {
      await db.transaction((tx) => append(tx, id, [unreadable(`${writer}/${n}a`), unreadable(`${writer}/${n}b`)]));
    }
  });
  await Promise.all(writers);
  expect(await verifyLedger(db, id)).toMatchObject({ ok: true, entries: 160 });
});

test('an appender that fails leaves no gap', async () => {
  const id = await openIncident(db);
  const failing = db.transaction(async (tx) => {
    await append(tx, id, [unreadable('rolled back')]);
    throw new Error('stop');
  });
  await expect(failing).rejects.toThrow('stop');
  const rows = await db.transaction((tx) => append(tx, id, [unreadable('kept')]));
  expect(rows[0]?.seq).toBe(1);
  expect(await verifyLedger(db, id)).toMatchObject({ ok: true, entries: 1 });
});

test('whatever an attacker writes into a log, evidence of it hashes the same when read again', async () => {
  const id = await openIncident(db);
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('\u0000', '\ud800', '\udc00x', '__proto__', "';--"),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 5 }), fc.double(), async (texts, number) => {
      const body = { place: texts[0], reason: texts.at(-1), extra: { [texts[0] ?? '']: number, texts } };
      await db.transaction((tx) =>
        append(tx, id, [{ kind: 'log.unreadable', happenedAt: '2026-03-01T10:00:00.000Z', body } as NewEvidence]),
      );
    }),
    { numRuns: 100 },
  );
  expect(await verifyLedger(db, id)).toMatchObject({ ok: true });
});

test('a time that is none is refused before anything is written', async () => {
  const id = await openIncident(db);
  const appended = db.transaction((tx) => append(tx, id, [{ ...unreadable('x'), happenedAt: 'yesterday' }]));
  await expect(appended).rejects.toMatchObject({ code: 'ERR_PROVIDER_ANSWER' });
  expect(await readLedger(db, id)).toEqual([]);
});

test('evidence for an incident nobody opened is refused', async () => {
  const appended = db.transaction((tx) => append(tx, 'inc_nobody', [unreadable('x')]));
  await expect(appended).rejects.toMatchObject({ code: 'ERR_INCIDENT_UNKNOWN' });
});
