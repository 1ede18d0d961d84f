/** Which answers open the gate, and what does the provider see? */
import { afterEach, expect, test } from 'vitest';
import { passGate } from '../../activities/gate.ts';
import type { Connector } from '../../connectors/connector.ts';
import type { Holding } from '../../domain/holding.ts';
import { openPractice, type Practice } from '../support/practice.ts';
import { irreversible } from '../support/provider.ts';

const holding = (name: string): Holding => ({
  id: `agent/billing/sessions#${name}`,
  kind: 'session',
  place: 'agent/billing/sessions',
  name,
  keyId: 'key-old',
  openedAt: '2026-03-01T10:30:00.000Z',
  locator: { session: name },
});

/** A runtime with sessions that live until they are ended; `ended` is what the provider saw, call by call. */
function runtime(names: string[]) {
  const ended: string[] = [];
  const alive = new Set(names);
  const connector: Connector = {
    operations: { 'sessions.end': irreversible, 'sessions.brake': { ...irreversible, effect: 'reversible' } },
    sessions: {
      find: async () => [...alive].map(holding),
      brake: async (holdings) => holdings.map(({ id }) => ({ id, outcome: 'done' })),
      end: async (holdings) => {
        for (const { name } of holdings) {
          ended.push(name);
          alive.delete(name);
        }
        return holdings.map(({ id }) => ({ id, outcome: 'done' }));
      },
      confirm: async (holdings) =>
        holdings.map(({ id, name }) =>
          alive.has(name)
            ? { id, state: 'still-open', reason: 'alive' }
            : { id, state: 'ended', proof: { level: 'read-back', at: new Date().toISOString(), how: 'gone' } },
        ),
    },
  };
  return { connector, ended, alive };
}

/** The set grows the moment something is taken out of it. */
function appearsDuringEnd(alive: Set<string>, name: string): void {
  const remove = alive.delete.bind(alive);
  alive.delete = (gone) => {
    const removed = remove(gone);
    if (gone !== name) alive.add(name);
    return removed;
  };
}

let practice: Practice;
afterEach(() => practice.close());

async function asked(sessions: string[]) {
  const provider = runtime(sessions);
  practice = await openPractice({
    places: { 'issuer/main': { operations: {} }, 'agent/billing/sessions': provider.connector },
  });
  const { ask } = await practice.activities.freezeBrake(practice.step('freeze'));
  if (!ask) throw new Error('nothing was asked');
  return { ...provider, ask };
}

const finish = (checkpointId: string) => practice.activities.freezeFinish(practice.finish('freeze', checkpointId));

test('an approval of exactly this plan ends every session once, and says how it is known', async () => {
  const { ask, ended } = await asked(['s-1', 's-2']);
  await practice.decide(ask.checkpointId);
  expect(await finish(ask.checkpointId)).toEqual({ state: 'closed' });
  expect(ended.toSorted()).toEqual(['s-1', 's-2']);
  const [proven] = await practice.ledger('holding.proven');
  expect(proven?.items.map(({ proof }) => proof.level)).toEqual(['read-back', 'read-back']);
});

test('running the finish again sends nothing a second time', async () => {
  const { ask, ended } = await asked(['s-1']);
  await practice.decide(ask.checkpointId);
  await finish(ask.checkpointId);
  await finish(ask.checkpointId);
  expect(ended).toEqual(['s-1']);
});

const invalid = {
  'no decision at all': async () => undefined,
  'a denial': (id: string) => practice.decide(id, { answer: 'deny' }),
  'an approval beside a denial': async (id: string) => {
    await practice.decide(id);
    await practice.decide(id, { who: 'bo', answer: 'deny' });
  },
  'an approval sealed with another key': (id: string) => practice.decide(id, { key: Buffer.alloc(32, 7) }),
  'an approval of another plan': (id: string) => practice.decide(id, { digest: '0'.repeat(16) }),
  'an approval given after the deadline': (id: string) =>
    practice.decide(id, { decidedAt: '2999-01-01T00:00:00.000Z' }),
  'an approval by somebody not listed': (id: string) => practice.decide(id, { who: 'mallory' }),
  'an approval by somebody listed for staging only': (id: string) => practice.decide(id, { who: 'bo' }),
  'an approved row altered by hand': async (id: string) => {
    await practice.decide(id, { who: 'mallory' });
    await practice.db.query('ALTER TABLE decisions DISABLE TRIGGER ALL');
    await practice.db.query(`UPDATE decisions SET who = 'ana' WHERE checkpoint_id = $1`, [id]);
  },
  'a question whose plan was swapped by hand': async (id: string) => {
    await practice.decide(id);
    await practice.db.query(`UPDATE checkpoints SET plan = jsonb_set(plan::jsonb, '{targets}', '[]') WHERE id = $1`, [
      id,
    ]);
  },
};

test.each(Object.entries(invalid))('%s releases nothing: the provider sees no call', async (_, prepare) => {
  const { ask, ended } = await asked(['s-1']);
  await prepare(ask.checkpointId);
  const outcome = await finish(ask.checkpointId);
  expect(outcome.state).toBe('ask-again');
  expect(ended).toEqual([]);
  expect(await practice.ledger('checkpoint.refused')).toHaveLength(1);
});

test('a session found after the answer voids it: the question is asked again with the difference', async () => {
  const { ask, ended, alive } = await asked(['s-1']);
  await practice.decide(ask.checkpointId);
  alive.add('s-2');
  const outcome = await finish(ask.checkpointId);
  expect(outcome.state).toBe('ask-again');
  expect(ended).toEqual([]);
  const [superseded] = await practice.ledger('checkpoint.superseded');
  expect(superseded?.added).toEqual(['sessions.end agent/billing/sessions agent/billing/sessions#s-2']);
});

test('a session that appears while approved ones are being ended is not ended with them: it is asked about', async () => {
  const { ask, ended, alive } = await asked(['s-1']);
  await practice.decide(ask.checkpointId);
  appearsDuringEnd(alive, 's-2');
  const outcome = await finish(ask.checkpointId);
  expect(ended).toEqual(['s-1']);
  expect(outcome.state).toBe('ask-again');
  expect((await practice.ledger('checkpoint.opened')).at(-1)?.plan.targets.map(({ target }) => target)).toEqual([
    'agent/billing/sessions#s-2',
  ]);
});

test('the gate itself refuses a target the approved plan does not name', async () => {
  const { ask } = await asked(['s-1']);
  await practice.decide(ask.checkpointId);
  const calls: string[] = [];
  const passage = {
    verb: 'freeze',
    operation: 'sessions.end',
    place: 'agent/billing/sessions',
    spec: irreversible,
    checkpointId: ask.checkpointId,
  } as const;
  const send = async (targets: readonly string[]) => {
    calls.push(...targets);
    return [];
  };
  const stray = passGate(await practice.scope(), passage, ['agent/billing/sessions#s-9'], send);
  await expect(stray).rejects.toThrow(/approved plan has no sessions.end/);
  expect(calls).toEqual([]);
});

test('a session that ended by itself needs no new answer', async () => {
  const { ask, ended, alive } = await asked(['s-1', 's-2']);
  await practice.decide(ask.checkpointId);
  alive.delete('s-2');
  expect(await finish(ask.checkpointId)).toEqual({ state: 'closed' });
  expect(ended).not.toContain('s-3');
});

test('the approval of one incident does not release another', async () => {
  const first = await asked(['s-1']);
  await practice.decide(first.ask.checkpointId);
  const scope = await practice.scope();
  const { requireApproval } = await import('../../activities/approval.ts');
  const stranger = { ...scope, incident: { ...scope.incident, id: 'inc_somebody-else' } };
  await expect(requireApproval(practice.db, stranger, first.ask.checkpointId)).rejects.toThrow(/does not belong/);
});
