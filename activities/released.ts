/** May this finish run now? If the plan moved or the approval does not hold, the question to ask instead. */
import type { Question } from '../domain/checkpoint.ts';
import { FirebreakError } from '../domain/errors.ts';
import { covers, type PlannedTarget } from '../domain/plan.ts';
import { getCheckpoint, setCheckpointState } from '../store/checkpoints.ts';
import { requireApproval } from './approval.ts';
import { ask } from './ask.ts';
import type { FinishInput, FinishOutcome } from './contract.ts';
import { now, record, type Scope } from './scope.ts';

export async function askAgain(
  scope: Scope,
  input: FinishInput,
  targets: readonly PlannedTarget[],
  question: Question,
): Promise<FinishOutcome | undefined> {
  const refused = await refusal(scope, input);
  if (refused)
    await record(scope, [
      now('checkpoint.refused', { id: input.checkpointId, verb: input.step.verb, reason: refused }),
    ]);
  const standing = refused ? undefined : await isCovered(scope, input.checkpointId, targets);
  if (standing) {
    await release(scope, input);
    return undefined;
  }
  return { state: 'ask-again', ask: await ask(scope, input.step, targets, question) };
}

async function refusal(scope: Scope, { checkpointId }: FinishInput): Promise<string | undefined> {
  try {
    await requireApproval(scope.deps.db, scope, checkpointId);
    return undefined;
  } catch (error) {
    if (error instanceof FirebreakError && error.code.startsWith('ERR_APPROVAL')) return error.message;
    throw error;
  }
}

/** Fewer targets than approved is fine: what has gone by itself needs no new answer. More is not. */
async function isCovered(scope: Scope, checkpointId: string, targets: readonly PlannedTarget[]): Promise<boolean> {
  const plan = (await getCheckpoint(scope.deps.db, checkpointId))?.plan;
  return targets.every(({ operation, place, target }) => plan && covers(plan, operation, place, target));
}

async function release(scope: Scope, { checkpointId, step, waitedMs }: FinishInput): Promise<void> {
  const checkpoint = await getCheckpoint(scope.deps.db, checkpointId);
  if (checkpoint?.state !== 'open') return;
  await scope.deps.db.transaction(async (tx) => {
    await setCheckpointState(tx, checkpointId, 'approved');
    await record(scope, [now('step.released', { verb: step.verb, waitedMs })], tx);
  });
}
