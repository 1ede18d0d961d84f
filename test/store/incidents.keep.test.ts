import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Inventory } from '../../domain/inventory.ts';
import type { Database } from '../../store/database.ts';
import {
  closeIncident,
  findIncident,
  getIncident,
  insertIncident,
  listIncidents,
  reopenIncident,
  setMinted,
} from '../../store/incidents.ts';
import { loadInventory, saveInventory } from '../../store/inventories.ts';
import { freshStore, incidentOf, openIncident, runbook } from '../support/store.ts';

let db: Database;
beforeAll(async () => {
  db = await freshStore();
});
afterAll(() => db.close());

test('the same leak reported twice is one incident, whoever reports first', async () => {
  const incident = incidentOf('inc_0123456789abcdef01234567');
  const link = { keyId: 'key-old', oldRef: 'drill/billing' };
  const reports = await Promise.all([0, 1, 2].map(() => insertIncident(db, incident, runbook, link)));
  expect(reports.filter(Boolean)).toHaveLength(1);
  expect(await getIncident(db, incident.id)).toEqual({
    ...incident,
    ...link,
    runbook,
    status: 'open',
    verdict: null,
    closedAt: null,
    newKeyId: null,
    newRef: null,
    parent: null,
  });
  expect(await getIncident(db, 'inc_nobody')).toBeNull();
});

test('an incident gets its new credential, closes with a verdict, and opens again', async () => {
  const id = await openIncident(db);
  await setMinted(db, id, { keyId: 'key-new', ref: 'drill/billing/new' });
  await closeIncident(db, id, 'held', '2026-03-01T12:00:00.5Z');
  expect(await getIncident(db, id)).toMatchObject({
    newKeyId: 'key-new',
    newRef: 'drill/billing/new',
    status: 'closed',
    verdict: 'held',
    closedAt: '2026-03-01T12:00:00.500Z',
  });
  await reopenIncident(db, id);
  expect(await getIncident(db, id)).toMatchObject({ status: 'open', verdict: null, closedAt: null });
});

test('found by id or by codename; of two with one codename the open one, then the newest', async () => {
  const [one, two, three] = ['inc_a', 'inc_b', 'inc_c'].map((id, n) => ({
    ...incidentOf(id),
    codename: 'quiet harbour',
    openedAt: `2026-03-0${n + 1}T00:00:00.000Z`,
  }));
  if (one === undefined || two === undefined || three === undefined) throw new Error('three incidents');
  for (const incident of [one, two, three]) await insertIncident(db, incident, runbook, { keyId: 'k', oldRef: 'r' });
  expect((await findIncident(db, 'inc_a'))?.id).toBe('inc_a');
  expect((await findIncident(db, 'quiet harbour'))?.id).toBe('inc_c');
  await closeIncident(db, 'inc_c', 'contained', '2026-03-04T00:00:00.000Z');
  expect((await findIncident(db, 'quiet harbour'))?.id).toBe('inc_b');
  expect(await findIncident(db, 'loud harbour')).toBeNull();
});

test('a child names its parent, and lists are newest first', async () => {
  const parent = await openIncident(db);
  const child = { ...incidentOf('inc_child'), openedAt: '2027-01-01T00:00:00.000Z' };
  await insertIncident(db, child, runbook, { keyId: 'k', oldRef: 'r', parent });
  const all = await listIncidents(db);
  expect(all[0]).toMatchObject({ id: 'inc_child', parent });
  expect(all.map((incident) => incident.openedAt)).toEqual(
    all
      .map((incident) => incident.openedAt)
      .sort()
      .reverse(),
  );
});

test('an inventory is kept by its hash, once', async () => {
  const inventory: Inventory = {
    hash: 'c'.repeat(64),
    environments: ['production'],
    responders: [{ id: 'ana', name: 'Ana\u0000 \ud800', environments: ['production'] }],
    places: [{ id: 'issuer/main', connector: 'oauth', settings: { url: 'http://127.0.0.1:1', depth: 1.5 } }],
    credentials: [],
    agents: [],
    dependents: [],
  };
  await saveInventory(db, inventory);
  await saveInventory(db, inventory);
  expect(await loadInventory(db, inventory.hash)).toEqual(inventory);
  await expect(loadInventory(db, 'd'.repeat(64))).rejects.toMatchObject({ code: 'ERR_CONFIG' });
});
