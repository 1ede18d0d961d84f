import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '../../store/database.ts';
import {
  claimEffects,
  effectKey,
  expireEffects,
  intendEffects,
  readEffects,
  resolveUnknown,
  settleEffects,
} from '../../store/effects.ts';
import { freshStore, openIncident } from '../support/store.ts';

const LEASE_MS = 60_000;
let db: Database;
let id: string;
beforeAll(async () => {
  db = await freshStore();
});
afterAll(() => db.close());
beforeEach(async () => {
  id = await openIncident(db);
});

async function intend(count: number): Promise<string[]> {
  const targets = Array.from({ length: count }, (_, n) => `surface/files#${n}`);
  const rows = targets.map((target) => ({
    key: effectKey(id, 'revoke', 'grants.end', target),
    incidentId: id,
    verb: 'revoke' as const,
    operation: 'grants.end',
    place: 'surface/files',
    target,
    effect: 'irreversible' as const,
    checkpointId: 'chk_1',
  }));
  await db.transaction((tx) => intendEffects(tx, rows));
  return rows.map((row) => row.key);
}

test('an effect is intended, claimed, settled; and reads as such', async () => {
  const keys = await intend(2);
  expect(keys[0]).toBe(`${id}|revoke|grants.end|surface/files#0`);
  expect((await readEffects(db, keys))[0]).toMatchObject({ state: 'intended', fence: 0, owner: null, sentAt: null });
  const claims = await claimEffects(db, keys, 'worker-1', LEASE_MS);
  expect([...claims].sort((a, b) => (a.key < b.key ? -1 : 1))).toEqual(keys.map((key) => ({ key, fence: 1 })));
  expect((await readEffects(db, keys))[1]).toMatchObject({ state: 'sent', owner: 'worker-1', checkpointId: 'chk_1' });
  const settled = await settleEffects(
    db,
    [
      { key: keys[0] ?? '', fence: 1, state: 'confirmed', outcome: 'done' },
      { key: keys[1] ?? '', fence: 1, state: 'failed', outcome: 'refused', reason: 'the issuer said no' },
    ],
    'worker-1',
  );
  expect(settled).toBe(2);
  expect(await readEffects(db, keys)).toMatchObject([
    { state: 'confirmed', outcome: 'done', reason: null, target: 'surface/files#0' },
    { state: 'failed', outcome: 'refused', reason: 'the issuer said no' },
  ]);
});

test('intending again changes nothing, and what is done is not claimed again; what failed is', async () => {
  const keys = await intend(2);
  await claimEffects(db, keys, 'worker-1', LEASE_MS);
  await settleEffects(db, [{ key: keys[0] ?? '', fence: 1, state: 'confirmed', outcome: 'done' }], 'worker-1');
  await settleEffects(db, [{ key: keys[1] ?? '', fence: 1, state: 'failed', outcome: 'refused' }], 'worker-1');
  await intend(2);
  expect(await claimEffects(db, keys, 'worker-2', LEASE_MS)).toEqual([{ key: keys[1], fence: 2 }]);
  expect((await readEffects(db, keys))[1]).toMatchObject({
    state: 'sent',
    outcome: null,
    reason: null,
    settledAt: null,
  });
});

test('of claimers of the same effects each effect goes to exactly one', async () => {
  for (let round = 0; round < 5; round += 1) {
    id = await openIncident(db);
    const keys = await intend(200);
    const claimers = Array.from({ length: 6 }, (_, n) =>
      claimEffects(db, n % 2 === 0 ? keys : keys.toReversed(), `worker-${n}`, LEASE_MS),
    );
    const got = (await Promise.all(claimers)).flat();
    const left = await claimEffects(db, keys, 'last', LEASE_MS);
    expect(new Set([...got, ...left].map((claim) => claim.key)).size).toBe(200);
    expect(got.length + left.length).toBe(200);
    expect(new Set([...got, ...left].map((claim) => claim.fence))).toEqual(new Set([1]));
  }
});

test('a claim waits for nobody: rows another transaction holds are passed over', async () => {
  const keys = await intend(3);
  await db.transaction(async (tx) => {
    expect(await claimEffects(tx, keys.slice(0, 1), 'worker-1', LEASE_MS)).toHaveLength(1);
    expect(await claimEffects(db, keys, 'worker-2', LEASE_MS)).toHaveLength(2);
  });
  expect(await claimEffects(db, keys, 'worker-3', LEASE_MS)).toEqual([]);
});

test('a stale fence, another owner, or an expired claim settles nothing', async () => {
  const [key = ''] = await intend(1);
  await claimEffects(db, [key], 'worker-1', 0);
  const done = { key, state: 'confirmed', outcome: 'done' } as const;
  expect(await settleEffects(db, [{ ...done, fence: 0 }], 'worker-1')).toBe(0);
  expect(await settleEffects(db, [{ ...done, fence: 2 }], 'worker-1')).toBe(0);
  expect(await settleEffects(db, [{ ...done, fence: 1 }], 'worker-2')).toBe(0);
  expect(await expireEffects(db, [key])).toEqual([{ key, fence: 1 }]);
  expect(await settleEffects(db, [{ ...done, fence: 1 }], 'worker-1')).toBe(0);
  expect(await resolveUnknown(db, [{ key, state: 'intended' }])).toBe(1);
  expect(await claimEffects(db, [key], 'worker-2', LEASE_MS)).toEqual([{ key, fence: 2 }]);
  expect(await settleEffects(db, [{ ...done, fence: 1 }], 'worker-1')).toBe(0);
  expect((await readEffects(db, [key]))[0]).toMatchObject({ state: 'sent', owner: 'worker-2', fence: 2 });
});

test('only a lease that ran out makes an effect unknown, and unknown is never claimed', async () => {
  const [fresh = '', over = '', untouched = ''] = await intend(3);
  await claimEffects(db, [fresh], 'worker-1', LEASE_MS);
  await claimEffects(db, [over], 'worker-1', 0);
  expect(await expireEffects(db, [fresh, over, untouched])).toEqual([{ key: over, fence: 1 }]);
  expect(await claimEffects(db, [over], 'worker-2', LEASE_MS)).toEqual([]);
  expect((await readEffects(db, [over]))[0]).toMatchObject({ state: 'unknown', outcome: 'unknown' });
});

test('a probe’s answer counts once, and not for a claim made since', async () => {
  const [key = ''] = await intend(1);
  await claimEffects(db, [key], 'worker-1', 0);
  await expireEffects(db, [key]);
  expect(await resolveUnknown(db, [{ key, fence: 7, state: 'confirmed', outcome: 'done' }])).toBe(0);
  expect(await resolveUnknown(db, [{ key, fence: 1, state: 'confirmed', outcome: 'already-done' }])).toBe(1);
  expect(await resolveUnknown(db, [{ key, fence: 1, state: 'intended' }])).toBe(0);
  expect((await readEffects(db, [key]))[0]).toMatchObject({ state: 'confirmed', outcome: 'already-done' });
});

test('targets however long or strange have keys of their own', async () => {
  const strange = ['x'.repeat(9_000), `${'x'.repeat(9_000)}y`, 'a\u0000', 'a\uFFFD', '\ud800', '\udc00', '~', 'ü'];
  const keys = strange.map((target) => effectKey(id, 'revoke', 'grants.end', target));
  expect(new Set(keys).size).toBe(strange.length);
  const rows = strange.map((target, n) => ({
    key: keys[n] ?? '',
    incidentId: id,
    verb: 'revoke' as const,
    operation: 'grants.end',
    place: 'issuer/main',
    target,
    effect: 'irreversible' as const,
    checkpointId: null,
  }));
  await intendEffects(db, rows);
  expect(await claimEffects(db, keys, 'worker-1', LEASE_MS)).toHaveLength(strange.length);
});
