/** A worker on the run's Temporal server with activities a test puts in place of the real ones. */
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { inject } from 'vitest';
import type { Activities, Ask } from '../../activities/contract.ts';
import type { Runbook, Step } from '../../domain/runbook.ts';
import type { Verb } from '../../domain/verb.ts';
import { plainFailures } from '../../worker-failures.ts';

export interface Bench {
  readonly client: Client;
  readonly taskQueue: string;
  run<T>(activities: Activities, body: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export async function openBench(taskQueue: string): Promise<Bench> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const address = inject('temporalAddress');
  const namespace = inject('temporalNamespace');
  const workflowsPath = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url));
  const workflowBundle = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
  const connection = await Connection.connect({ address });
  const native = await NativeConnection.connect({ address });
  return {
    client: new Client({ connection, namespace }),
    taskQueue,
    run: async (activities, body) => {
      const worker = await Worker.create({
        connection: native,
        namespace,
        taskQueue,
        workflowBundle,
        activities: { ...activities },
        interceptors: { activity: [plainFailures] },
      });
      return worker.runUntil(body());
    },
    close: async () => {
      await Promise.all([connection.close(), native.close()]);
    },
  };
}

export function runbook(verbs: readonly Verb[], sequence: Runbook['sequence'] = 'flow'): Runbook {
  const steps = verbs.map((verb): Step => ({ verb, budgetMs: 5000, checkpoint: { deadlineMs: 10_000, quorum: 1 } }));
  const sweep = { maxDepth: 5, maxHops: 100, children: true };
  return { name: 'test', version: 1, hash: 'h', mode: 'overlap', sequence, steps, sweep };
}

/** Activities that do nothing but write down that they ran; each step with a finish asks `chk_<verb>`. */
export function recorder(calls: string[], over: Partial<Activities> = {}, deadlineMs = 60_000): Activities {
  const brake = (verb: Verb) => async () => {
    calls.push(`${verb} brake`);
    return { ask: askOf(verb, deadlineMs) };
  };
  const finish = (verb: Verb) => async () => {
    calls.push(`${verb} finish`);
    return { state: 'closed' as const };
  };
  return {
    takeSnapshot: async () => void calls.push('snapshot'),
    rotateBrake: brake('rotate'),
    rotateFinish: finish('rotate'),
    freezeBrake: brake('freeze'),
    freezeFinish: finish('freeze'),
    disconnectBrake: brake('disconnect'),
    disconnectFinish: finish('disconnect'),
    pullActions: async () => {
      calls.push('pull');
      return {};
    },
    sweepBrake: async () => ({ ...(await brake('sweep')()), children: [] }),
    sweepFinish: finish('sweep'),
    revokeBrake: brake('revoke'),
    revokeFinish: finish('revoke'),
    holdStep: async ({ step, because }) => void calls.push(`${step.verb} held: ${because}`),
    closeIncident: async () => {
      calls.push('close');
      return 'contained';
    },
    ...over,
  };
}

export function askOf(verb: Verb, deadlineMs = 60_000, n = 1, quorum = 1): Ask {
  return {
    checkpointId: `chk_${verb}_${n}`,
    digest: `digest-${verb}-${n}`,
    quorum,
    expiresAtMs: Date.now() + deadlineMs,
  };
}
