/** Starts a response or joins the running one, and delivers a person's answer to it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, WithStartWorkflowOperation, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure, WorkflowNotFoundError } from '@temporalio/common';
import { type ErrorCode, errorCodes, FirebreakError } from '../domain/errors.ts';
import {
  type DecideReply,
  type DecisionNote,
  decideUpdate,
  joinUpdate,
  type RespondInput,
  respondWorkflow,
} from '../workflows/messages.ts';

/** Milliseconds to wait for the worker's word before saying that nobody answers. */
const answerMs = 10_000;

export interface Responses {
  openOrJoin(input: RespondInput, alertId: string): Promise<{ joined: boolean }>;
  deliver(incidentId: string, note: DecisionNote): Promise<DecideReply>;
}

export function createResponses(client: Client, taskQueue: string): Responses {
  return {
    openOrJoin: (input, alertId) => spoken(() => openOrJoin(client, taskQueue, input, alertId)),
    deliver: (incidentId, note) => deliverWhenOpen(() => spoken(() => deliver(client, incidentId, note))),
  };
}

async function openOrJoin(client: Client, taskQueue: string, input: RespondInput, alertId: string) {
  const startWorkflowOperation = new WithStartWorkflowOperation(respondWorkflow, {
    workflowId: input.incidentId,
    args: [input],
    taskQueue,
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
  });
  return client.withDeadline(Date.now() + answerMs, () =>
    client.workflow.executeUpdateWithStart(joinUpdate, {
      startWorkflowOperation,
      args: [{ alertId }],
      updateId: alertId,
    }),
  );
}

async function deliver(client: Client, incidentId: string, note: DecisionNote): Promise<DecideReply> {
  const handle = client.workflow.getHandle(incidentId);
  return client.withDeadline(Date.now() + answerMs, () =>
    handle.executeUpdate(decideUpdate, { args: [note], updateId: note.decisionId }),
  );
}

/**
 * A question is in the store, and answerable, a moment before the running response has heard that it was asked.
 * The store is the authority on whether it exists; the response is given time to catch up.
 */
async function deliverWhenOpen(send: () => Promise<DecideReply>): Promise<DecideReply> {
  const deadline = Date.now() + answerMs;
  for (let pauseMs = 20; ; pauseMs *= 2) {
    try {
      return await send();
    } catch (error) {
      const early = error instanceof FirebreakError && error.code === 'ERR_CHECKPOINT_UNKNOWN';
      if (!early || Date.now() + pauseMs > deadline) throw error;
    }
    await sleep(pauseMs);
  }
}

/** Turns what the client throws into one of our errors; what it says stays in `cause`. */
async function spoken<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    throw translated(cause);
  }
}

function translated(cause: unknown): FirebreakError {
  const refusal = cause instanceof WorkflowUpdateFailedError ? cause.cause : undefined;
  if (refusal instanceof ApplicationFailure) {
    const code = errorCodes.find((known): known is ErrorCode => known === refusal.type);
    if (code) return new FirebreakError(code, refusal.message, { cause });
  }
  if (cause instanceof WorkflowNotFoundError) {
    return new FirebreakError('ERR_INCIDENT_CLOSED', 'that response is not running any more', { cause });
  }
  return new FirebreakError(
    'ERR_TEMPORAL_DOWN',
    'Temporal or the worker did not answer; what was sent is stored and nothing is lost: a stored answer is delivered ' +
      'as soon as they answer again, an alert when you repeat the same command',
    { cause },
  );
}
