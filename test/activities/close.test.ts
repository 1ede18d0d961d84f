/** The last look and the verdict: what may be called contained, and what may not. */
import { afterEach, expect, test } from 'vitest';
import type { Connector } from '../../connectors/connector.ts';
import { FirebreakError } from '../../domain/errors.ts';
import type { Verb } from '../../domain/verb.ts';
import { openPractice, type Practice } from '../support/practice.ts';
import { holdingOf, irreversible, type Provider, providerOf } from '../support/provider.ts';

let practice: Practice;
afterEach(() => practice.close());

const surface = ({ control }: Provider): Connector => ({
  operations: { 'connections.end': irreversible },
  connections: control,
});

const issuer: Connector = {
  operations: { retire: irreversible },
  retire: async (keyId) => ({ id: keyId, outcome: 'done' }),
  probe: async () => ({ state: 'refused', proof: { level: 'refused', at: new Date().toISOString(), how: 'refused' } }),
};

/** An incident whose credential is dead already, so that the verdict hangs on what it held open. */
async function open(places: Record<string, Connector>, verbs: readonly Verb[] = ['rotate', 'disconnect']) {
  const whole = Object.entries(places).map(([id, connector]) => [id, { ...issuer, ...connector }]);
  practice = await openPractice({
    places: { 'issuer/main': issuer, ...(Object.fromEntries(whole) as typeof places) },
    runbook: {
      mode: 'kill-now',
      steps: verbs.map((verb) => ({ verb, budgetMs: 300, checkpoint: { deadlineMs: 60_000, quorum: 1 } })),
    },
  });
  await practice.activities.takeSnapshot({ incidentId: practice.incidentId, runbook: practice.runbook });
  const { ask } = await practice.activities.rotateBrake(practice.step('rotate'));
  await practice.decide(ask?.checkpointId ?? '');
  await practice.activities.rotateFinish(practice.finish('rotate', ask?.checkpointId ?? ''));
}

async function disconnect(): Promise<void> {
  const { ask } = await practice.activities.disconnectBrake(practice.step('disconnect'));
  await practice.decide(ask?.checkpointId ?? '');
  await practice.activities.disconnectFinish(practice.finish('disconnect', ask?.checkpointId ?? ''));
}

const close = () => practice.activities.closeIncident({ incidentId: practice.incidentId, runbook: practice.runbook });
const residuals = async () => (await practice.ledger('residual.named')).flatMap(({ items }) => items);

test('a connection opened while people thought is covered by the approval for its key and place', async () => {
  const db = providerOf([holdingOf('surface/db', 'connection', 'first')]);
  await open({ 'surface/db': surface(db) });
  const { ask } = await practice.activities.disconnectBrake(practice.step('disconnect'));
  await practice.decide(ask?.checkpointId ?? '');
  db.alive.set('surface/db#late', holdingOf('surface/db', 'connection', 'late'));
  await practice.activities.disconnectFinish(practice.finish('disconnect', ask?.checkpointId ?? ''));
  expect(db.ended).toEqual(['surface/db#first', 'surface/db#late']);
  expect(await close()).toBe('contained');
});

test('a connection opened after the step is found by the last look, ended and proven', async () => {
  const db = providerOf([holdingOf('surface/db', 'connection', 'first')]);
  await open({ 'surface/db': surface(db) });
  await disconnect();
  db.alive.set('surface/db#late', holdingOf('surface/db', 'connection', 'late'));
  expect(await close()).toBe('contained');
  expect(db.ended).toContain('surface/db#late');
  const proven = (await practice.ledger('holding.proven')).flatMap(({ items }) => items.map(({ id }) => id));
  expect(proven).toEqual(['surface/db#first', 'surface/db#late']);
});

test('a server that says yes and closes nothing is an open door, whatever it answered', async () => {
  const liar = providerOf([holdingOf('surface/db', 'connection', 'immortal')], () => true);
  await open({ 'surface/db': surface(liar) });
  await disconnect();
  expect(await close()).toBe('open');
  expect(await residuals()).toMatchObject([{ what: 'surface/db#immortal', owner: 'ana' }]);
  expect((await practice.ledger('incident.closed'))[0]?.containedAt).toBeNull();
}, 60_000);

test('a place that did not answer the last look is an open door', async () => {
  const db = providerOf([]);
  const connector = surface(db);
  const { find } = db.control;
  let up = true;
  const flaky = async (...query: Parameters<NonNullable<typeof find>>) => {
    if (up && find) return find(...query);
    throw new FirebreakError('ERR_PROVIDER_UNREACHABLE', 'surface/db does not answer');
  };
  await open({ 'surface/db': { ...connector, connections: { ...db.control, find: flaky } } });
  await disconnect();
  up = false;
  expect(await close()).toBe('open');
  expect(await residuals()).toMatchObject([{ what: 'disconnect@surface/db', why: 'surface/db does not answer' }]);
});

test('what nobody can end but dies by itself is named with that time and still counts as contained', async () => {
  const diesAt = '2999-01-01T00:00:00.000Z';
  const link = holdingOf('surface/files', 'grant', 'signed URL', { diesAt });
  const files = providerOf([link]);
  const confirm = async () => [
    { id: link.id, state: 'unknowable' as const, reason: 'a signature cannot be revoked', diesAt },
  ];
  const { find } = files.control;
  await open({ 'surface/files': { operations: {}, grants: { ...(find ? { find } : {}), confirm } } }, [
    'rotate',
    'revoke',
  ]);
  await practice.activities.revokeBrake(practice.step('revoke'));
  expect(await close()).toBe('contained');
  expect(await residuals()).toMatchObject([{ what: link.id, why: 'a signature cannot be revoked', diesAt }]);
});

test('a connection nobody can end and that never dies keeps the incident open', async () => {
  const db = providerOf([holdingOf('surface/db', 'connection', 'stuck')]);
  const { find } = db.control;
  await open({ 'surface/db': { operations: {}, connections: find ? { find } : {} } });
  await practice.activities.disconnectBrake(practice.step('disconnect'));
  expect(await close()).toBe('open');
});

test('closing twice says the same and writes nothing twice', async () => {
  await open({}, ['rotate']);
  expect([await close(), await close()]).toEqual(['contained', 'contained']);
  expect(await practice.ledger('incident.closed')).toHaveLength(1);
});

test('a step that was given up before it ended keeps the incident open', async () => {
  await open({ 'surface/db': surface(providerOf([])) });
  expect(await close()).toBe('open');
  expect(await practice.ledger('step.finished')).toContainEqual({ verb: 'disconnect', state: 'open' });
});

test('a credential nobody saw refused is an open door at every place that accepts it', async () => {
  practice = await openPractice({ places: { 'issuer/main': { operations: {} }, 'surface/db': { operations: {} } } });
  await practice.activities.takeSnapshot({ incidentId: practice.incidentId, runbook: practice.runbook });
  expect(await close()).toBe('open');
  expect((await residuals()).map(({ what }) => what)).toEqual(['credential@issuer/main', 'credential@surface/db']);
});
