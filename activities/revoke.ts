/** Revoke: list every grant minted in the window, by the leaked agent, its hops or a stranger; after the checkpoint, revoke at the issuer. */
import type { Question } from '../domain/checkpoint.ts';
import type { PlannedTarget } from '../domain/plan.ts';
import { listHops } from '../store/actions.ts';
import { type HoldingRow, listHoldings } from '../store/holdings.ts';
import { ask } from './ask.ts';
import type { BrakeOutcome, FinishInput, FinishOutcome, StepInput } from './contract.ts';
import { brakeHoldings } from './end-holdings.ts';
import { findHoldings } from './find-holdings.ts';
import { finishHoldings } from './finish-holdings.ts';
import { isOpen } from './holdings.ts';
import { counted, listed } from './listed.ts';
import { nothingToEnd } from './nothing-to-end.ts';
import { acceptingPlaces, type Deps, now, openScope, record, type Scope } from './scope.ts';

export const createRevoke = (deps: Deps) => ({
  async revokeBrake({ incidentId, step }: StepInput): Promise<BrakeOutcome> {
    const scope = await openScope(deps, incidentId);
    await record(scope, [now('step.entered', { verb: 'revoke' })]);
    await brakeHoldings(scope, 'revoke', await findGrants(scope));
    const grants = await listHoldings(deps.db, incidentId, { verb: 'revoke' });
    const planned = targets(scope, grants);
    if (planned.length === 0) return nothingToEnd(scope, 'revoke');
    return { ask: await ask(scope, step, planned, question(scope, grants)) };
  },

  async revokeFinish(input: FinishInput): Promise<FinishOutcome> {
    const scope = await openScope(deps, input.incidentId);
    return finishHoldings(scope, input, {
      find: () => findGrants(scope),
      targets: (open) => targets(scope, open),
      question: (open) => question(scope, open),
    });
  },
});

export async function findGrants(scope: Scope): Promise<readonly HoldingRow[]> {
  const hops = await listHops(scope.deps.db, scope.incident.id);
  const agents = [...new Set([...scope.agents.map(({ id }) => id), ...hops.map(({ toAgent }) => toAgent)])];
  const logs = scope.inventory.agents.filter(({ id }) => agents.includes(id)).flatMap(({ actions }) => actions);
  const places = [...new Set([...acceptingPlaces(scope), ...logs])];
  const query = { keyIds: [scope.incident.keyId], agents: [], since: scope.incident.window.openedAt };
  return findHoldings(scope, 'revoke', 'grant', places, query);
}

function revokers(scope: Scope): readonly string[] {
  return acceptingPlaces(scope).filter((place) => scope.places.at(place).grants?.end);
}

/** Everything one key id was granted at one issuer, so that a grant minted while people think is covered too. */
function targets(scope: Scope, grants: readonly HoldingRow[]): readonly PlannedTarget[] {
  const places = new Set([...revokers(scope), ...grants.filter(isOpen).map(({ place }) => place)]);
  return [...places]
    .filter((place) => !place.startsWith('origin:') && scope.places.at(place).grants?.end)
    .map((place) => ({
      operation: 'grants.end',
      place,
      target: scope.incident.keyId,
      extent: 'all',
      effect: 'irreversible' as const,
    }));
}

function question(scope: Scope, grants: readonly HoldingRow[]): Question {
  const open = grants.filter(isOpen);
  const stuck = open.filter(({ place }) => place.startsWith('origin:') || !scope.places.at(place).grants?.end);
  const known = open.length - stuck.length;
  return {
    act: `Revoke every grant of ${scope.incident.keyId} (${known} known now)`,
    breaks: [`whoever works with them is refused from then on: ${counted(known, 'token')} known now`],
    braked: [],
    undo: 'none: a revoked token must be granted anew',
    warnings: stuck.length === 0 ? [] : [`cannot be revoked, only waited for: ${listed(stuck.map(lifetime))}`],
  };
}

const lifetime = ({ name, diesAt }: HoldingRow): string => `${name} (dies ${diesAt ?? 'at a time nobody stated'})`;
