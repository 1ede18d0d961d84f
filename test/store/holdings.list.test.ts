import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Holding, HoldingKind } from '../../domain/holding.ts';
import type { Database } from '../../store/database.ts';
import { addHoldings, countHoldings, listHoldings, setHoldingStates } from '../../store/holdings.ts';
import { freshStore, openIncident } from '../support/store.ts';

let db: Database;
let id: string;
beforeAll(async () => {
  db = await freshStore();
});
afterAll(() => db.close());
beforeEach(async () => {
  id = await openIncident(db);
});

function holding(name: string, kind: HoldingKind = 'grant'): Holding {
  return {
    id: `issuer/main#${name}`,
    kind,
    place: 'issuer/main',
    name,
    keyId: 'key-old',
    openedAt: '2026-03-01T10:00:00Z',
    locator: { pid: 4711, startTicks: '123' },
    secretRef: `grants/${name}`,
  };
}

test('only new holdings come back, in order, and each reads as it was found', async () => {
  const found = ['c', 'a', 'b'].map((name) => holding(name));
  expect(await addHoldings(db, id, 'revoke', found)).toEqual(found);
  expect(await addHoldings(db, id, 'sweep', [holding('a'), holding('d')])).toEqual([holding('d')]);
  expect(await addHoldings(db, id, 'revoke', [])).toEqual([]);
  const rows = await listHoldings(db, id);
  expect(rows.map((row) => [row.name, row.verb])).toEqual([
    ['a', 'revoke'],
    ['b', 'revoke'],
    ['c', 'revoke'],
    ['d', 'sweep'],
  ]);
  expect(rows[0]).toEqual({
    ...holding('a'),
    verb: 'revoke',
    state: 'found',
    proofLevel: null,
    provenAt: null,
    reason: null,
  });
});

test('two finders of the same holdings share them out', async () => {
  const found = Array.from({ length: 100 }, (_, n) => holding(`t-${n}`));
  const shares = await Promise.all([0, 1, 2].map(() => db.transaction((tx) => addHoldings(tx, id, 'revoke', found))));
  expect(shares.flat()).toHaveLength(100);
});

test('holdings of another incident stay apart', async () => {
  const other = await openIncident(db);
  await addHoldings(db, id, 'revoke', [holding('a')]);
  expect(await addHoldings(db, other, 'revoke', [holding('a')])).toHaveLength(1);
  await setHoldingStates(db, other, [{ id: holding('a').id, state: 'closed' }]);
  expect((await listHoldings(db, id))[0]?.state).toBe('found');
});

test('filters, and pages that neither repeat nor skip while states change', async () => {
  const names = Array.from({ length: 25 }, (_, n) => `t-${String(n).padStart(2, '0')}`);
  await addHoldings(
    db,
    id,
    'revoke',
    names.map((name) => holding(name)),
  );
  await addHoldings(db, id, 'freeze', [holding('s-1', 'session')]);
  const seen: string[] = [];
  let after: string | undefined;
  for (;;) {
    const filter = { verb: 'revoke', states: ['found', 'closed'], limit: 10 } as const;
    const page = await listHoldings(db, id, after === undefined ? filter : { ...filter, after });
    if (page.length === 0) break;
    seen.push(...page.map((row) => row.name));
    after = page.at(-1)?.id;
    await setHoldingStates(
      db,
      id,
      page.map((row) => ({ id: row.id, state: 'closed' })),
    );
  }
  expect(seen).toEqual(names);
  expect(await listHoldings(db, id, { kinds: ['session', 'connection'] })).toHaveLength(1);
  expect(await listHoldings(db, id, { kinds: [] })).toEqual([]);
  expect(await listHoldings(db, id, { states: ['residual'] })).toEqual([]);
  expect(await countHoldings(db, id)).toEqual([
    { verb: 'freeze', state: 'found', count: 1 },
    { verb: 'revoke', state: 'closed', count: 25 },
  ]);
});

test('a proof stays when only the state moves; a reason does not', async () => {
  await addHoldings(db, id, 'revoke', [holding('a')]);
  const key = holding('a').id;
  const provenAt = '2026-03-01T10:00:00.125Z';
  await setHoldingStates(db, id, [
    { id: key, state: 'braked' },
    { id: key, state: 'residual', proofLevel: 'accepted', provenAt, reason: 'the issuer does not answer' },
  ]);
  expect((await listHoldings(db, id))[0]).toMatchObject({ state: 'residual', reason: 'the issuer does not answer' });
  await setHoldingStates(db, id, [{ id: key, state: 'closed' }]);
  expect((await listHoldings(db, id))[0]).toMatchObject({
    state: 'closed',
    proofLevel: 'accepted',
    provenAt,
    reason: null,
  });
});

test('ids however long or strange an attacker wrote them are kept, apart, and paged over', async () => {
  const strange = [
    'x'.repeat(9_000),
    `${'x'.repeat(9_000)}y`,
    'a\u0000',
    'a\uFFFD',
    '\ud800',
    '\udc00',
    '~x',
    'ü',
    'a',
  ];
  const found = strange.map((name) => ({ ...holding('a'), id: name, name }));
  expect(await addHoldings(db, id, 'revoke', found)).toEqual(found);
  await setHoldingStates(
    db,
    id,
    found.map((item) => ({ id: item.id, state: 'closed' })),
  );
  const seen: string[] = [];
  for (let page = await listHoldings(db, id, { limit: 2 }); page.length > 0; ) {
    seen.push(...page.map((row) => row.id));
    page = await listHoldings(db, id, { limit: 2, after: seen.at(-1) ?? '' });
  }
  expect(new Set(seen)).toEqual(new Set(strange));
  expect(await countHoldings(db, id)).toEqual([{ verb: 'revoke', state: 'closed', count: strange.length }]);
});
