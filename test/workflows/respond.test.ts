/** Order, waiting and deciding, with every activity replaced: what does the workflow itself promise? */
import { randomUUID } from 'node:crypto';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Activities, Ask } from '../../activities/contract.ts';
import { verbs } from '../../domain/verb.ts';
import { decideUpdate, joinUpdate } from '../../workflows/messages.ts';
import { askOf, type Bench, openBench, recorder, runbook } from '../support/workflow-worker.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench(`respond-${randomUUID()}`);
});
afterAll(() => bench.close());

type Book = ReturnType<typeof runbook>;

async function start(book: Book = runbook(verbs)) {
  const incidentId = `inc_${randomUUID()}`;
  const { taskQueue, client } = bench;
  return client.workflow.start('respond', { workflowId: incidentId, taskQueue, args: [{ incidentId, runbook: book }] });
}

type Handle = Awaited<ReturnType<typeof start>>;

async function answer(handle: Handle, ask: Ask, reply: 'approve' | 'deny' = 'approve', who = 'ana') {
  const note = { decisionId: randomUUID(), checkpointId: ask.checkpointId, digest: ask.digest, answer: reply, who };
  return handle.executeUpdate(decideUpdate, { args: [note], updateId: note.decisionId });
}

/** Asks again until the checkpoint is open; the brake that opens it may still be running. */
async function answerWhenOpen(handle: Handle, ask: Ask, reply: 'approve' | 'deny' = 'approve', who = 'ana') {
  for (;;) {
    try {
      return await answer(handle, ask, reply, who);
    } catch (error) {
      if (refusalOf(error) !== 'ERR_CHECKPOINT_UNKNOWN') throw error;
    }
  }
}

function refusalOf(error: unknown): string | null | undefined {
  const cause = error instanceof WorkflowUpdateFailedError ? error.cause : undefined;
  return cause instanceof ApplicationFailure ? cause.type : undefined;
}

const finishes = (calls: readonly string[]) => calls.filter((call) => call.endsWith('finish'));
const asked = ['rotate', 'freeze', 'disconnect', 'sweep', 'revoke'] as const;

test('every brake runs before any answer is given', async () => {
  const calls: string[] = [];
  await bench.run(recorder(calls), async () => {
    const handle = await start();
    await expect.poll(() => calls.filter((call) => call.endsWith('brake') || call === 'pull')).toHaveLength(6);
    expect(finishes(calls)).toEqual([]);
    for (const verb of asked) await answerWhenOpen(handle, askOf(verb));
    expect(await handle.result()).toBe('contained');
  });
  expect(calls[0]).toBe('snapshot');
  expect(calls.at(-1)).toBe('close');
});

test('finishes happen in order even when answers come in reverse', async () => {
  const calls: string[] = [];
  await bench.run(recorder(calls), async () => {
    const handle = await start();
    for (const verb of asked.toReversed()) await answerWhenOpen(handle, askOf(verb));
    await handle.result();
  });
  expect(finishes(calls)).toEqual(asked.map((verb) => `${verb} finish`));
});

test('strict sequence does not brake a later step while an earlier checkpoint waits', async () => {
  const calls: string[] = [];
  await bench.run(recorder(calls), async () => {
    const handle = await start(runbook(['rotate', 'freeze'], 'strict'));
    await answerWhenOpen(handle, askOf('rotate'));
    await answerWhenOpen(handle, askOf('freeze'));
    await handle.result();
  });
  expect(calls).toEqual(['snapshot', 'rotate brake', 'rotate finish', 'freeze brake', 'freeze finish', 'close']);
});

test('a denied step is held and the later ones still finish', async () => {
  const calls: string[] = [];
  await bench.run(recorder(calls), async () => {
    const handle = await start(runbook(['rotate', 'freeze']));
    await answerWhenOpen(handle, askOf('rotate'), 'deny');
    await answerWhenOpen(handle, askOf('freeze'));
    await handle.result();
  });
  expect(calls).toContain('rotate held: denied');
  expect(finishes(calls)).toEqual(['freeze finish']);
});

test('a no is heard at once, even while an earlier question is still open', async () => {
  const calls: string[] = [];
  await bench.run(recorder(calls), async () => {
    const handle = await start(runbook(['rotate', 'freeze']));
    await answerWhenOpen(handle, askOf('freeze'), 'deny');
    await expect.poll(() => calls).toContain('freeze held: denied');
    expect(finishes(calls)).toEqual([]);
    await answerWhenOpen(handle, askOf('rotate'));
    await handle.result();
  });
});

test('silence holds the step', async () => {
  const calls: string[] = [];
  await bench.run(recorder(calls, {}, 300), async () => {
    const handle = await start(runbook(['freeze']));
    await handle.result();
  });
  expect(calls).toEqual(['snapshot', 'freeze brake', 'freeze held: expired', 'close']);
});

test('refuses an unknown checkpoint, a stale digest and a second decision, and none of them releases anything', async () => {
  const calls: string[] = [];
  const slow: Partial<Activities> = {
    rotateFinish: async () => {
      calls.push('rotate finish');
      return { state: 'closed' };
    },
  };
  await bench.run(recorder(calls, slow), async () => {
    const handle = await start(runbook(['rotate', 'freeze']));
    await answerWhenOpen(handle, askOf('freeze'));
    const stale = { ...askOf('rotate'), digest: 'of yesterday' };
    await expect.poll(() => calls).toContain('rotate brake');
    expect(await answerWhenOpen(handle, stale).catch(refusalOf)).toBe('ERR_DIGEST_STALE');
    expect(await answer(handle, { ...askOf('rotate'), checkpointId: 'chk_nobody' }).catch(refusalOf)).toBe(
      'ERR_CHECKPOINT_UNKNOWN',
    );
    expect(await answer(handle, askOf('freeze'), 'deny', 'bo').catch(refusalOf)).toBe('ERR_ALREADY_DECIDED');
    expect(finishes(calls)).toEqual([]);
    await answer(handle, askOf('rotate'));
    await handle.result();
  });
  expect(finishes(calls)).toEqual(['rotate finish', 'freeze finish']);
});

test('two people are needed where the checkpoint says so, and one person twice is not two', async () => {
  const calls: string[] = [];
  const two = { freezeBrake: async () => ({ ask: askOf('freeze', 60_000, 1, 2) }) };
  await bench.run(recorder(calls, two), async () => {
    const handle = await start(runbook(['freeze']));
    expect((await answerWhenOpen(handle, askOf('freeze'))).state).toBe('collecting');
    expect(await answer(handle, askOf('freeze')).catch(refusalOf)).toBe('ERR_ALREADY_DECIDED');
    expect((await answer(handle, askOf('freeze'), 'approve', 'bo')).state).toBe('approved');
    await handle.result();
  });
  expect(finishes(calls)).toEqual(['freeze finish']);
});

test('a finish that asks again waits for the answer to the new question', async () => {
  const calls: string[] = [];
  const moved: Partial<Activities> = {
    freezeFinish: async ({ checkpointId }) => {
      calls.push(`finish for ${checkpointId}`);
      if (checkpointId === 'chk_freeze_1') return { state: 'ask-again', ask: askOf('freeze', 60_000, 2) };
      return { state: 'closed' };
    },
  };
  await bench.run(recorder(calls, moved), async () => {
    const handle = await start(runbook(['freeze']));
    await answerWhenOpen(handle, askOf('freeze'));
    await answerWhenOpen(handle, askOf('freeze', 60_000, 2));
    await handle.result();
  });
  expect(calls).toEqual(['snapshot', 'freeze brake', 'finish for chk_freeze_1', 'finish for chk_freeze_2', 'close']);
});

test('a second alert joins the running response', async () => {
  await bench.run(recorder([]), async () => {
    const handle = await start(runbook(['freeze']));
    const join = () => handle.executeUpdate(joinUpdate, { args: [{ alertId: randomUUID() }] });
    expect([await join(), await join()]).toEqual([{ joined: false }, { joined: true }]);
    await answerWhenOpen(handle, askOf('freeze'));
    await handle.result();
  });
});

test('connections are fenced only after the new credential has been handed over and verified', async () => {
  const calls: string[] = [];
  const slowRotate: Partial<Activities> = {
    rotateBrake: async () => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      calls.push('rotate brake');
      return {};
    },
  };
  await bench.run(recorder(calls, slowRotate), async () => {
    const handle = await start(runbook(['rotate', 'freeze', 'disconnect']));
    await answerWhenOpen(handle, askOf('freeze'));
    await answerWhenOpen(handle, askOf('disconnect'));
    await handle.result();
  });
  expect(calls.indexOf('freeze brake')).toBeLessThan(calls.indexOf('rotate brake'));
  expect(calls.indexOf('rotate brake')).toBeLessThan(calls.indexOf('disconnect brake'));
});

test('a child incident is opened for each credential the sweep reached', async () => {
  const child = `inc_${randomUUID()}`;
  const calls: string[] = [];
  const withChild: Partial<Activities> = { sweepBrake: async () => ({ children: [child] }) };
  await bench.run(recorder(calls, withChild), async () => {
    const handle = await start(runbook(['sweep']));
    await handle.result();
    expect(await bench.client.workflow.getHandle(child).result()).toBe('contained');
  });
});

test('what a driver says in an error does not reach the history; that something failed does', async () => {
  let attempts = 0;
  const failing: Partial<Activities> = {
    takeSnapshot: async () => {
      attempts += 1;
      if (attempts === 1) throw new Error('duplicate key (secret)=(fbk_canary)', { cause: new Error('fbk_canary') });
    },
  };
  await bench.run(recorder([], failing), async () => {
    const handle = await start(runbook(['pull']));
    await handle.result();
    const history = JSON.stringify(await handle.fetchHistory());
    expect(history).toContain('ERR_UNEXPECTED');
    expect(history).not.toContain('fbk_canary');
  });
});
