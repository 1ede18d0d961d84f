/** Prints what 1,000 rows cost here; asserts that all arrived, never how fast. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../store/database.ts';
import { claimEffects, effectKey, intendEffects, settleEffects } from '../../store/effects.ts';
import { addHoldings, setHoldingStates } from '../../store/holdings.ts';
import { append, verifyLedger } from '../../store/ledger.ts';
import { freshStore, openIncident } from '../support/store.ts';

const ROWS = 1_000;
const ROUNDS = 5;
let db: Database;
beforeAll(async () => {
  db = await freshStore();
});
afterAll(() => db.close());

/** Median milliseconds of five rounds, each on an incident of its own. */
async function measure(name: string, rounds: readonly (() => Promise<unknown>)[]): Promise<void> {
  const times: number[] = [];
  for (const round of rounds) {
    const start = performance.now();
    await round();
    times.push(performance.now() - start);
  }
  const median = times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
  process.stderr.write(`${name}: ${median.toFixed(1)} ms for ${ROWS} rows (median of ${ROUNDS})\n`);
}

test(`${ROWS} effects through the gate's table, holdings and ledger rows`, async () => {
  const ids = await Promise.all(Array.from({ length: ROUNDS }, () => openIncident(db)));
  const targets = Array.from({ length: ROWS }, (_, n) => `issuer/main#grant-${n}`);
  const keysOf = (id: string) => targets.map((target) => effectKey(id, 'revoke', 'grants.end', target));
  const effectsOf = (id: string) =>
    targets.map((target) => ({
      key: effectKey(id, 'revoke', 'grants.end', target),
      incidentId: id,
      verb: 'revoke' as const,
      operation: 'grants.end',
      place: 'issuer/main',
      target,
      effect: 'irreversible' as const,
      checkpointId: null,
    }));
  const settled = (id: string) =>
    keysOf(id).map((key) => ({ key, fence: 1, state: 'confirmed' as const, outcome: 'done' as const }));
  const held = targets.map((target) => ({
    id: target,
    kind: 'grant' as const,
    place: 'issuer/main',
    name: target,
    keyId: 'key-old',
    openedAt: '2026-03-01T10:00:00.000Z',
    locator: {},
  }));
  const evidence = targets.map((reason) => ({
    kind: 'log.unreadable' as const,
    happenedAt: '2026-03-01T10:00:00.000Z',
    body: { place: 'issuer/main', reason },
  }));

  await measure(
    'intend',
    ids.map((id) => () => intendEffects(db, effectsOf(id))),
  );
  await measure(
    'claim',
    ids.map((id) => () => claimEffects(db, keysOf(id), 'worker', 60_000)),
  );
  await measure(
    'settle',
    ids.map((id) => () => settleEffects(db, settled(id), 'worker')),
  );
  await measure(
    'add holdings',
    ids.map((id) => () => addHoldings(db, id, 'revoke', held)),
  );
  const closed = held.map((item) => ({ id: item.id, state: 'closed' as const }));
  await measure(
    'move holdings',
    ids.map((id) => () => setHoldingStates(db, id, closed)),
  );
  await measure(
    'append',
    ids.map((id) => () => db.transaction((tx) => append(tx, id, evidence))),
  );
  await measure(
    'verify',
    ids.map((id) => () => verifyLedger(db, id)),
  );
  const { rows } = await db.query<{ state: string; count: number }>(
    'SELECT state, count(*) AS count FROM effects GROUP BY state',
  );
  expect(rows).toEqual([{ state: 'confirmed', count: ROWS * ROUNDS }]);
});
