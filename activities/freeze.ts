/** Freeze: stop every session that used the credential and bar new ones; after the checkpoint, end the processes. */
import type { Question } from '../domain/checkpoint.ts';
import type { HoldingQuery } from '../domain/holding.ts';
import type { PlannedTarget } from '../domain/plan.ts';
import { type HoldingRow, listHoldings } from '../store/holdings.ts';
import { ask } from './ask.ts';
import { bar } from './bar.ts';
import type { BrakeOutcome, FinishInput, FinishOutcome, StepInput } from './contract.ts';
import { brakeHoldings } from './end-holdings.ts';
import { findHoldings } from './find-holdings.ts';
import { finishHoldings } from './finish-holdings.ts';
import { isOpen } from './holdings.ts';
import { counted } from './listed.ts';
import { nothingToEnd } from './nothing-to-end.ts';
import { type Deps, now, openScope, record, type Scope, sessionPlaces } from './scope.ts';
import { sessionQuestion } from './session-question.ts';

export const createFreeze = (deps: Deps) => ({
  /** Sessions the snapshot saw are stopped while new ones are being barred; whoever slipped in between is stopped after. */
  async freezeBrake({ incidentId, step }: StepInput): Promise<BrakeOutcome> {
    const scope = await openScope(deps, incidentId);
    await record(scope, [now('step.entered', { verb: 'freeze' })]);
    const known = await listHoldings(deps.db, incidentId, { verb: 'freeze' });
    const agents = scope.agents.map(({ id }) => id);
    await Promise.all([brakeHoldings(scope, 'freeze', known), bar(scope, sessionPlaces(scope.agents), agents)]);
    await brakeHoldings(scope, 'freeze', await findSessions(scope));
    const open = (await listHoldings(deps.db, incidentId, { verb: 'freeze' })).filter(isOpen);
    if (open.length === 0) return nothingToEnd(scope, 'freeze');
    return { ask: await ask(scope, step, sessionTargets(open), question(open)) };
  },

  async freezeFinish(input: FinishInput): Promise<FinishOutcome> {
    const scope = await openScope(deps, input.incidentId);
    return finishHoldings(scope, input, {
      find: () => findSessions(scope),
      targets: sessionTargets,
      question,
    });
  },
});

export function findSessions(scope: Scope): Promise<readonly HoldingRow[]> {
  const query: HoldingQuery = {
    keyIds: [scope.incident.keyId],
    agents: scope.agents.map(({ id }) => id),
    since: scope.incident.window.openedAt,
  };
  return findHoldings(scope, 'freeze', 'session', sessionPlaces(scope.inventory.agents), query);
}

/** Processes are named one by one: an approval to end three sessions never ends a fourth. */
export function sessionTargets(sessions: readonly HoldingRow[]): readonly PlannedTarget[] {
  return sessions.map(({ id, place }) => ({
    operation: 'sessions.end',
    place,
    target: id,
    extent: 'one' as const,
    effect: 'irreversible' as const,
  }));
}

function question(sessions: readonly HoldingRow[]): Question {
  return sessionQuestion(`End ${counted(sessions.length, 'agent session')}`, sessions);
}
