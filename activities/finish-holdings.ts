/** The finish every holding step shares: released? end, ask again until the budget is spent, name what is left. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Question } from '../domain/checkpoint.ts';
import { covers, type PlannedTarget } from '../domain/plan.ts';
import type { Verb } from '../domain/verb.ts';
import type { HoldingRow } from '../store/holdings.ts';
import { requireApproval } from './approval.ts';
import type { FinishInput, FinishOutcome } from './contract.ts';
import { confirmHoldings, endHoldings } from './end-holdings.ts';
import { isOpen, operationOf } from './holdings.ts';
import { askAgain } from './released.ts';
import { nameResiduals } from './residuals.ts';
import { now, record, type Scope } from './scope.ts';

export interface Finish {
  /** All holdings of the step, those found since the question included. */
  readonly find: () => Promise<readonly HoldingRow[]>;
  readonly targets: (open: readonly HoldingRow[]) => readonly PlannedTarget[];
  readonly question: (open: readonly HoldingRow[]) => Question;
}

export async function finishHoldings(scope: Scope, input: FinishInput, finish: Finish): Promise<FinishOutcome> {
  const { verb, budgetMs } = input.step;
  const open = (await finish.find()).filter(isOpen);
  const again = await askAgain(scope, input, finish.targets(open), finish.question(open));
  if (again) return again;
  const left = await endUntilGone(scope, verb, input.checkpointId, budgetMs, finish.find);
  const uncovered = await askAgain(scope, input, finish.targets(left), finish.question(left));
  if (uncovered) return uncovered;
  await nameResiduals(scope, verb, left, 'the provider still showed it when the time of the step was spent');
  const state = left.every(({ diesAt }) => diesAt !== undefined) ? 'closed' : 'open';
  await record(scope, [now('step.finished', { verb, state })]);
  return { state };
}

/** Ends what the approved plan covers and asks again, with growing pauses, until it is gone or the budget is spent. */
export async function endUntilGone(
  scope: Scope,
  verb: Verb,
  checkpointId: string,
  budgetMs: number,
  find: () => Promise<readonly HoldingRow[]>,
): Promise<readonly HoldingRow[]> {
  const plan = await requireApproval(scope.deps.db, scope, checkpointId);
  const isApproved = ({ kind, place, id }: HoldingRow) => covers(plan, operationOf(kind, 'end'), place, id);
  const deadline = Date.now() + budgetMs;
  for (let pauseMs = 20; ; pauseMs = Math.min(pauseMs * 2, 1000)) {
    const open = (await find()).filter(isOpen);
    if (open.length === 0) return open;
    await endHoldings(scope, verb, checkpointId, open.filter(isApproved));
    await confirmHoldings(scope, verb, open);
    const left = (await find()).filter(isOpen);
    if (left.filter(isApproved).every((row) => isBeyondReach(scope, row)) || Date.now() > deadline) return left;
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
