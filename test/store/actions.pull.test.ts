import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Action, Hop } from '../../domain/action.ts';
import { addActions, addHops, getMark, listActions, listHops, setMark } from '../../store/actions.ts';
import type { Database } from '../../store/database.ts';
import { fingerprint } from '../../store/fingerprint.ts';
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

function action(line: string, at: string, target = 'invoices'): Action {
  return {
    id: `agent/billing/actions#${line}`,
    at,
    place: 'agent/billing/actions',
    agent: 'billing',
    session: 's-1',
    keyId: 'key-old',
    kind: 'query.ran',
    effect: 'read',
    target,
  };
}

function hop(handoff: string, depth: number): Hop {
  return {
    id: handoff,
    at: '2026-03-01T10:00:00.000Z',
    fromAgent: 'billing',
    fromSession: 's-1',
    toAgent: 'research',
    toSession: `r-${handoff}`,
    brief: 'b-1',
    depth,
  };
}

test('only new actions come back, and lists are by time', async () => {
  const late = action('1', '2026-03-01T10:00:02.000Z');
  const early = action('2', '2026-03-01T10:00:01.000Z');
  expect(await addActions(db, id, [late, early, late])).toEqual([late, early]);
  const next = action('3', '2026-03-01T10:00:03.000Z');
  expect(await addActions(db, id, [early, next])).toEqual([next]);
  expect(await listActions(db, id)).toEqual([early, late, next]);
  expect(await addActions(db, id, [])).toEqual([]);
});

test('whatever a compromised agent writes into its log is kept as written', async () => {
  const strange = ['x'.repeat(9_000), 'a\u0000', '\ud800', "';--", 'not a time'].map((text) => ({
    ...action(text, text, text),
    keyId: text,
  }));
  expect(await addActions(db, id, strange)).toEqual(strange);
  expect(new Set((await listActions(db, id)).map((item) => item.target))).toEqual(
    new Set(strange.map((item) => item.target)),
  );
});

test('a mark is empty at first, then the last one set, for each place', async () => {
  expect(await getMark(db, id, 'agent/billing/actions')).toBe('');
  await setMark(db, id, 'agent/billing/actions', '100');
  await setMark(db, id, 'agent/billing/actions', '250');
  await setMark(db, id, 'surface/tools-a', '7');
  expect(await getMark(db, id, 'agent/billing/actions')).toBe('250');
  expect(await getMark(db, id, 'surface/tools-a')).toBe('7');
});

test('only new hops come back, and lists are nearest first', async () => {
  expect(await addHops(db, id, [hop('h-2', 2), hop('h-1', 1)])).toEqual([hop('h-2', 2), hop('h-1', 1)]);
  expect(await addHops(db, id, [hop('h-1', 3), hop('h-3', 2)])).toEqual([hop('h-3', 2)]);
  expect(await addHops(db, id, [])).toEqual([]);
  expect((await listHops(db, id)).map((item) => [item.id, item.depth])).toEqual([
    ['h-1', 1],
    ['h-2', 2],
    ['h-3', 2],
  ]);
});

test('a fingerprint depends on the key and the value, and shows neither', () => {
  const key = randomBytes(32);
  expect(fingerprint(key, 'secret')).toMatch(/^[0-9a-f]{64}$/);
  expect(fingerprint(key, 'secret')).toBe(fingerprint(key, 'secret'));
  expect(fingerprint(key, 'secret')).not.toBe(fingerprint(key, 'secreu'));
  expect(fingerprint(key, 'secret')).not.toBe(fingerprint(randomBytes(32), 'secret'));
});
