/** What a report starts, joins or leaves alone, on a real store with a stand-in only for the running workflow. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FirebreakError } from '../../domain/errors.ts';
import type { Inventory } from '../../domain/inventory.ts';
import type { Database } from '../../store/database.ts';
import { fingerprint } from '../../store/fingerprint.ts';
import { closeIncident, getIncident, listIncidents } from '../../store/incidents.ts';
import { readLedger } from '../../store/ledger.ts';
import { openSealedStore, type SealedStore } from '../../store/sealed-store.ts';
import { type IntakeDeps, startResponses } from '../../triggers/start-response.ts';
import { freshStore, runbook } from '../support/store.ts';

let folder: string;
let db: Database;
let sealed: SealedStore;
let deps: IntakeDeps;
let opened: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'firebreak-intake-'));
  db = await freshStore();
  sealed = await openSealedStore(folder);
  for (const name of ['billing', 'research']) {
    await sealed.seal(name, JSON.stringify({ keyId: `key-${name}`, secret: `${name}-secret-0123456789` }));
  }
  const key = await sealed.key('fingerprint-key');
  opened = [];
  const openOrJoin = async ({ incidentId }: { incidentId: string }) => {
    opened.push(incidentId);
    return { joined: opened.filter((id) => id === incidentId).length > 1 };
  };
  const responses = { openOrJoin, deliver: () => Promise.reject(new Error('nobody decides here')) };
  deps = { db, sealed, fingerprint: (value) => fingerprint(key, value), responses };
});

afterEach(async () => {
  await db.close();
  await rm(folder, { recursive: true, force: true });
});

const inventory: Inventory = {
  hash: 'c'.repeat(64),
  environments: ['production'],
  responders: [],
  places: [],
  credentials: ['billing', 'research'].map((id) => ({
    id,
    environment: 'production',
    issuer: 'issuer/main',
    surfaces: [],
    secret: id,
  })),
  agents: [],
  dependents: [],
};

const finding = (Secret: string) => ({
  RuleID: 'agent-credential',
  StartLine: 3,
  Match: `KEY=${Secret}`,
  Secret,
  File: 'deploy.sh',
  Commit: '0123456789abcdef',
  Date: '2026-03-01T10:00:00Z',
  Fingerprint: 'deploy.sh:agent-credential:3',
});

const report = (...secrets: string[]) =>
  startResponses(
    deps,
    { source: 'gitleaks', text: JSON.stringify(secrets.map(finding)), reportedBy: 'ci' },
    inventory,
    runbook,
  );

test('one incident per leaked credential, and the same leak twice joins', async () => {
  const both = await report('billing-secret-0123456789', 'research-secret-0123456789');
  expect(both.map(({ credential, joined }) => [credential, joined])).toEqual([
    ['billing', false],
    ['research', false],
  ]);
  const again = await report('billing-secret-0123456789');
  expect(again).toMatchObject([{ incidentId: both[0]?.incidentId, joined: true }]);
  expect(await listIncidents(db)).toHaveLength(2);
  const alerts = (await readLedger(db, both[0]?.incidentId ?? '')).filter(({ kind }) => kind === 'alert.received');
  expect(alerts.map(({ body }) => body)).toMatchObject([{ joined: false }, { joined: true }]);
});

test('the leak window opens with the commit the report names', async () => {
  const [started] = await report('billing-secret-0123456789');
  const incident = await getIncident(db, started?.incidentId ?? '');
  expect(incident?.window).toEqual({ openedAt: '2026-03-01T10:00:00.000Z', source: 'commit date in the report' });
});

test('a leak contained before opens nothing, even inside a longer text, and a new leak beside it still does', async () => {
  const [first] = await report('billing-secret-0123456789');
  await closeIncident(db, first?.incidentId ?? '', 'contained', new Date().toISOString());
  await sealed.seal('billing', JSON.stringify({ keyId: 'key-new', secret: 'another-secret-0123456789' }));
  opened = [];
  const started = await report('https://x:billing-secret-0123456789@host', 'research-secret-0123456789');
  expect(started.map(({ credential, verdict }) => [credential, verdict])).toEqual([
    ['research', null],
    ['billing', 'contained'],
  ]);
  expect(opened).toHaveLength(1);
});

test('an incident that was held is started again under the same id', async () => {
  const [first] = await report('billing-secret-0123456789');
  await closeIncident(db, first?.incidentId ?? '', 'held', new Date().toISOString());
  const [again] = await report('billing-secret-0123456789');
  expect(again).toMatchObject({ incidentId: first?.incidentId, verdict: null });
  expect(await getIncident(db, first?.incidentId ?? '')).toMatchObject({ status: 'open' });
});

test('while Temporal is down the alert is kept, and the same report goes on from there', async () => {
  const up = deps.responses;
  const down = new FirebreakError('ERR_TEMPORAL_DOWN', 'Temporal did not answer');
  deps = { ...deps, responses: { ...up, openOrJoin: () => Promise.reject(down) } };
  await expect(report('billing-secret-0123456789')).rejects.toThrow(down);
  expect(await listIncidents(db)).toMatchObject([{ status: 'open' }]);
  deps = { ...deps, responses: up };
  expect(await report('billing-secret-0123456789')).toMatchObject([{ joined: false }]);
});

test('a sealed value that is no credential is named with what was expected', async () => {
  await sealed.seal('billing', 'just a string');
  await expect(report('billing-secret-0123456789')).rejects.toThrow(/billing is not a credential; expected JSON/);
});
