import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Decision, OpenCheckpoint } from '../../domain/checkpoint.ts';
import {
  getCheckpoint,
  insertCheckpoint,
  listCheckpoints,
  nextCheckpointId,
  setCheckpointState,
} from '../../store/checkpoints.ts';
import type { Database } from '../../store/database.ts';
import { insertDecision, listDecisions, sealDecision, verifyDecision } from '../../store/decisions.ts';
import { freshStore, openIncident } from '../support/store.ts';

const key = randomBytes(32);
let db: Database;
let id: string;
beforeAll(async () => {
  db = await freshStore();
});
afterAll(() => db.close());
beforeEach(async () => {
  id = await openIncident(db);
});

async function ask(): Promise<OpenCheckpoint> {
  return await db.transaction(async (tx) => {
    const checkpoint: OpenCheckpoint = {
      id: await nextCheckpointId(tx, id, 'rotate'),
      incidentId: id,
      verb: 'rotate',
      digest: '0123456789abcdef',
      plan: { incidentId: id, verb: 'rotate', environment: 'production', targets: [] },
      question: { act: 'Retire credential billing', breaks: [], braked: [], undo: 'none: gone', warnings: ['\u0000'] },
      quorum: 1,
      openedAt: '2026-03-01T10:00:00.000Z',
      expiresAt: '2026-03-01T10:10:00.000Z',
    };
    await insertCheckpoint(tx, checkpoint);
    return checkpoint;
  });
}

function answerTo(checkpoint: OpenCheckpoint, who: string): Omit<Decision, 'mac'> {
  return {
    id: `dec_${randomBytes(6).toString('hex')}`,
    checkpointId: checkpoint.id,
    digest: checkpoint.digest,
    answer: 'approve',
    who,
    provider: 'state-token',
    surface: 'terminal',
    reason: 'seen, “ok” 👍\u0000\ud800',
    decidedAt: '2026-03-01T10:01:00Z',
  };
}

test('checkpoints are numbered per incident and verb, also when asked at the same time', async () => {
  const asked = await Promise.all([ask(), ask(), ask()]);
  const digits = id.slice('inc_'.length);
  expect(asked.map((checkpoint) => checkpoint.id).sort()).toEqual([1, 2, 3].map((n) => `chk_${digits}_rotate_${n}`));
  await expect(nextCheckpointId(db, 'inc_nobody', 'rotate')).rejects.toMatchObject({ code: 'ERR_INCIDENT_UNKNOWN' });
});

test('a checkpoint reads as it was asked, and lists by incident and state', async () => {
  const first = await ask();
  const second = await ask();
  expect(await getCheckpoint(db, first.id)).toEqual({ ...first, state: 'open' });
  expect(await getCheckpoint(db, 'chk_none')).toBeNull();
  await setCheckpointState(db, first.id, 'superseded');
  expect((await listCheckpoints(db, { incidentId: id })).map((row) => row.state)).toEqual(['superseded', 'open']);
  expect((await listCheckpoints(db, { incidentId: id, state: 'open' })).map((row) => row.id)).toEqual([second.id]);
  expect((await listCheckpoints(db)).length).toBeGreaterThanOrEqual(2);
});

test('a sealed decision verifies after a trip through the database', async () => {
  const checkpoint = await ask();
  const decision = sealDecision(key, answerTo(checkpoint, 'ana'));
  expect(await insertDecision(db, decision)).toBe(true);
  const [read] = await listDecisions(db, checkpoint.id);
  expect(read).toEqual(decision);
  expect(verifyDecision(key, decision)).toBe(true);
  expect(verifyDecision(randomBytes(32), decision)).toBe(false);
});

test('a person answers a checkpoint once; the first answer stands', async () => {
  const checkpoint = await ask();
  const answers = [answerTo(checkpoint, 'ana'), { ...answerTo(checkpoint, 'ana'), answer: 'deny' as const }];
  const inserted = await Promise.all(answers.map((answer) => insertDecision(db, sealDecision(key, answer))));
  expect(inserted.filter(Boolean)).toHaveLength(1);
  expect(await insertDecision(db, sealDecision(key, answerTo(checkpoint, 'lin')))).toBe(true);
  expect(await listDecisions(db, checkpoint.id)).toHaveLength(2);
});

test('a change to any field, a made-up mac or a missing one fails', () => {
  const answer = { ...answerTo({ id: 'chk_x', digest: 'd' } as OpenCheckpoint, 'ana') };
  const decision = sealDecision(key, answer);
  for (const field of Object.keys(decision) as (keyof Decision)[]) {
    expect(verifyDecision(key, { ...decision, [field]: `${decision[field]}x` })).toBe(false);
    expect(verifyDecision(key, { ...decision, [field]: '' })).toBe(false);
  }
  expect(verifyDecision(key, { ...decision, mac: 'f'.repeat(64) })).toBe(false);
  expect(verifyDecision(key, { ...decision, mac: `${decision.mac}00` })).toBe(false);
});

test.each(['UPDATE decisions SET reason = reason', 'DELETE FROM decisions', 'TRUNCATE decisions'])(
  'the owner of the table is refused: %s',
  async (statement) => {
    await expect(db.query(statement)).rejects.toMatchObject({ code: '23001' });
  },
);
