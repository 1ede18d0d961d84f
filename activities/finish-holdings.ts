/** The finish every holding step shares: released? end, ask again until the budget is spent, name what is left. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Question } from '../domain/checkpoint.ts';
import type { PlannedTarget } from '../domain/plan.ts';
import type { HoldingRow } from '../store/holdings.ts';
import type { FinishInput, FinishOutcome } from './contract.ts';
import { confirmHoldings, endHoldings } from './end-holdings.ts';
import { isOpen } from './holdings.ts';
import { askAgain } from './released.ts';
import { nameResiduals } from './residuals.ts';
import { now, record, type Scope } from './scope.ts';

export interface Finish {
  /** All holdings of the step, those found since the question included. */
  readonly find: () => Promise<readonly HoldingRow[]>;
  readonly targets: readonly PlannedTarget[];
  readonly question: Question;
}

export async function finishHoldings(scope: Scope, input: FinishInput, finish: Finish): Promise<FinishOutcome> {
  const again = await askAgain(scope, input, finish.targets, finish.question);
  if (again) return again;
  const { verb, budgetMs } = input.step;
  const left = await endUntilGone(scope, verb, input.checkpointId, budgetMs, finish.find);
  await nameResiduals(scope, verb, left, 'the provider still showed it when the time of the step was spent');
  const state = left.every(({ diesAt }) => diesAt !== undefined) ? 'closed' : 'open';
  await record(scope, [now('step.finished', { verb, state })]);
  return { state };
}

/** Ends and asks again, with growing pauses, until nothing is open or the budget is spent. */
export async function endUntilGone(
  scope: Scope,
  verb: FinishInput['step']['verb'],
  checkpointId: string,
  budgetMs: number,
  find: () => Promise<readonly HoldingRow[]>,
): Promise<readonly HoldingRow[]> {
  const deadline = Date.now() + budgetMs;
  for (let pauseMs = 20; ; pauseMs = Math.min(pauseMs * 2, 1000)) {
    const open = (await find()).filter(isOpen);
    if (open.length === 0) return open;
    await endHoldings(scope, verb, checkpointId, open);
    await confirmHoldings(scope, verb, open);
    const left = (await find()).filter(isOpen);
    if (left.every((row) => isBeyondReach(scope, row)) || Date.now() > deadline) return left;
    await sleep(pauseMs);
  }
}

/** No connector can end it, so waiting longer proves nothing. */
function isBeyondReach(scope: Scope, row: HoldingRow): boolean {
  if (row.place.startsWith('origin:')) return true;
  const connector = scope.places.at(row.place);
  const control = { session: connector.sessions, connection: connector.connections, grant: connector.grants }[row.kind];
  return control?.end === undefined;
}
