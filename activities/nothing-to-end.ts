/** A step that found nothing it could end asks nobody. What it found and cannot end is named all the same. */
import type { Verb } from '../domain/verb.ts';
import { listHoldings } from '../store/holdings.ts';
import type { BrakeOutcome } from './contract.ts';
import { isOpen } from './holdings.ts';
import { nameResiduals } from './residuals.ts';
import { now, record, type Scope } from './scope.ts';

export async function nothingToEnd(scope: Scope, verb: Verb): Promise<BrakeOutcome> {
  const left = (await listHoldings(scope.deps.db, scope.incident.id, { verb })).filter(isOpen);
  await nameResiduals(scope, verb, left, 'no connector of this inventory can end it');
  const state = left.every(({ diesAt }) => diesAt !== undefined) ? 'closed' : 'open';
  await record(scope, [now('step.finished', { verb, state })]);
  return {};
}
