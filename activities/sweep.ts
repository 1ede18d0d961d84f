/** Sweep: follow handoffs to the end, stop every hop's sessions; after the checkpoint, end them. */
import type { Question } from '../domain/checkpoint.ts';
import type { Agent } from '../domain/inventory.ts';
import { listHops } from '../store/actions.ts';
import { type HoldingRow, listHoldings } from '../store/holdings.ts';
import { ask } from './ask.ts';
import { bar } from './bar.ts';
import { openChildren } from './children.ts';
import type { BrakeOutcome, FinishInput, FinishOutcome, StepInput } from './contract.ts';
import { brakeHoldings } from './end-holdings.ts';
import { findHoldings } from './find-holdings.ts';
import { finishHoldings } from './finish-holdings.ts';
import { followHandoffs } from './follow-handoffs.ts';
import { sessionTargets } from './freeze.ts';
import { isOpen } from './holdings.ts';
import { counted } from './listed.ts';
import { nothingToEnd } from './nothing-to-end.ts';
import { type Deps, now, openScope, record, type Scope, sessionPlaces } from './scope.ts';
import { sessionQuestion } from './session-question.ts';

export const createSweep = (deps: Deps) => ({
  async sweepBrake(input: StepInput): Promise<BrakeOutcome & { readonly children: readonly string[] }> {
    const { incidentId, step, runbook } = input;
    const scope = await openScope(deps, incidentId);
    await record(scope, [now('step.entered', { verb: 'sweep' })]);
    await followHandoffs(scope, runbook.sweep);
    const reached = await hopAgents(scope);
    await bar(
      scope,
      sessionPlaces(reached),
      reached.map(({ id }) => id),
    );
    await brakeHoldings(scope, 'sweep', await findHopSessions(scope));
    await brakeHoldings(scope, 'sweep', await findHopSessions(scope));
    const open = (await listHoldings(deps.db, incidentId, { verb: 'sweep' })).filter(isOpen);
    const children = runbook.sweep.children ? await openChildren(scope, reached, open, runbook) : [];
    if (open.length === 0) return { ...(await nothingToEnd(scope, 'sweep')), children };
    return { children, ask: await ask(scope, step, sessionTargets(open), question(open)) };
  },

  async sweepFinish(input: FinishInput): Promise<FinishOutcome> {
    const scope = await openScope(deps, input.incidentId);
    await followHandoffs(scope, input.runbook.sweep);
    return finishHoldings(scope, input, {
      find: () => findHopSessions(scope),
      targets: sessionTargets,
      question,
    });
  },
});

/** Agents reached by a handoff that do not use the leaked credential themselves: those are freeze's. */
async function hopAgents(scope: Scope): Promise<readonly Agent[]> {
  const hops = await listHops(scope.deps.db, scope.incident.id);
  const reached = new Set(hops.map(({ toAgent }) => toAgent));
  return scope.inventory.agents.filter(({ id, credential }) => reached.has(id) && credential !== scope.credential.id);
}

async function findHopSessions(scope: Scope): Promise<readonly HoldingRow[]> {
  const reached = await hopAgents(scope);
  if (reached.length === 0) return [];
  const query = { keyIds: [], agents: reached.map(({ id }) => id), since: scope.incident.window.openedAt };
  return findHoldings(scope, 'sweep', 'session', sessionPlaces(reached), query);
}

function question(sessions: readonly HoldingRow[]): Question {
  return sessionQuestion(`End ${counted(sessions.length, 'downstream session')} reached by handoffs`, sessions);
}
