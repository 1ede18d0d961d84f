/** How far do handoffs carry a leak, and what happens to whoever they reached? */
import { afterEach, expect, test } from 'vitest';
import { getIncident } from '../../store/incidents.ts';
import { openPractice, type Practice, type Script } from '../support/practice.ts';
import { handoffLog, runtimeOf } from '../support/provider.ts';

let practice: Practice;
afterEach(() => practice.close());

async function sweptWith(script: Partial<Script> & Pick<Script, 'places'>) {
  const places = { 'issuer/main': { operations: {} }, ...script.places };
  practice = await openPractice({ ...script, places });
  await practice.activities.takeSnapshot({ incidentId: practice.incidentId, runbook: practice.runbook });
  return practice.activities.sweepBrake(practice.step('sweep'));
}

const hops = async () => (await practice.ledger('hop.found')).flatMap(({ items }) => items);

test('follows briefs through agents, and through a circle only once', async () => {
  const billing = runtimeOf('billing', ['billing-1']);
  const research = runtimeOf('research', ['research-1'], '');
  const publisher = runtimeOf('publisher', ['publisher-1'], '');
  const log = handoffLog([
    'billing-1 > research/research-1',
    'research-1 > publisher/publisher-1',
    'publisher-1 > billing/billing-1',
  ]);
  const { ask } = await sweptWith({
    places: {
      'agent/billing/actions': log,
      [billing.place]: billing.connector,
      [research.place]: research.connector,
      [publisher.place]: publisher.connector,
    },
    agents: [{ id: 'research' }, { id: 'publisher' }],
  });
  expect((await hops()).map(({ toSession, depth }) => [toSession, depth])).toEqual([
    ['research-1', 1],
    ['publisher-1', 2],
    ['billing-1', 3],
  ]);
  expect([research.stopped, publisher.stopped]).toEqual([['research-1'], ['publisher-1']]);
  expect(research.ended).toEqual([]);
  await practice.decide(ask?.checkpointId ?? '');
  expect(await practice.activities.sweepFinish(practice.finish('sweep', ask?.checkpointId ?? ''))).toEqual({
    state: 'closed',
  });
  expect([...research.alive, ...publisher.alive]).toEqual([]);
  expect(billing.ended).toEqual([]);
});

test('a handoff beyond the depth cap is a finding, and nobody behind it is touched', async () => {
  const billing = runtimeOf('billing', ['billing-1']);
  const far = runtimeOf('far', ['far-1'], '');
  const chain = ['billing-1 > a/a-1', 'a-1 > b/b-1', 'b-1 > c/c-1', 'c-1 > far/far-1'];
  await sweptWith({
    places: {
      'agent/billing/actions': handoffLog(chain),
      [billing.place]: billing.connector,
      [far.place]: far.connector,
    },
    agents: [{ id: 'a' }, { id: 'b' }, { id: 'c' }, { id: 'far' }],
  });
  expect(await practice.ledger('sweep.capped')).toEqual([{ cap: 'depth', limit: 3, dropped: 1 }]);
  expect(far.stopped).toEqual([]);
});

test('a flood of handoffs is cut at the count cap, and how many were dropped is said', async () => {
  const billing = runtimeOf('billing', ['billing-1']);
  const flood = Array.from({ length: 25 }, (_, index) => `billing-1 > swarm/swarm-${index}`);
  await sweptWith({
    places: { 'agent/billing/actions': handoffLog(flood), [billing.place]: billing.connector },
    agents: [{ id: 'swarm' }],
  });
  expect(await hops()).toHaveLength(10);
  expect(await practice.ledger('sweep.capped')).toEqual([{ cap: 'count', limit: 10, dropped: 15 }]);
});

/** A brief handed to `research`, an agent with a credential of its own, whose session shows this key id. */
async function handedOn(keyId: string) {
  const billing = runtimeOf('billing', ['billing-1']);
  const research = runtimeOf('research', ['research-1'], keyId);
  const swept = await sweptWith({
    places: {
      'agent/billing/actions': handoffLog(['billing-1 > research/research-1']),
      [billing.place]: billing.connector,
      [research.place]: research.connector,
    },
    agents: [{ id: 'research', credential: 'research' }],
    credentials: ['research'],
    runbook: { sweep: { maxDepth: 3, maxHops: 10, children: true } },
  });
  return { opened: swept.children, research };
}

test('a hop that used a credential of its own opens a child incident, once', async () => {
  const { opened } = await handedOn('key-research');
  const child = await getIncident(practice.db, opened[0] ?? '');
  expect(child).toMatchObject({ credential: 'research', keyId: 'key-research', parent: practice.incidentId });
  const again = await practice.activities.sweepBrake(practice.step('sweep'));
  expect(again.children).toEqual(opened);
  expect(await practice.ledger('child.opened')).toHaveLength(1);
});

test('a hop that only worked with what it was handed opens none', async () => {
  const { opened, research } = await handedOn('');
  expect(opened).toEqual([]);
  expect(research.stopped).toEqual(['research-1']);
});
