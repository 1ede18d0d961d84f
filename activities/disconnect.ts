/** Disconnect: fence what the credential holds open at every surface; after the checkpoint, close it and see dependents return. */
import type { Question } from '../domain/checkpoint.ts';
import type { PlannedTarget } from '../domain/plan.ts';
import type { HoldingRow } from '../store/holdings.ts';
import { ask } from './ask.ts';
import type { BrakeOutcome, FinishInput, FinishOutcome, StepInput } from './contract.ts';
import { brakeHoldings } from './end-holdings.ts';
import { findHoldings } from './find-holdings.ts';
import { finishHoldings } from './finish-holdings.ts';
import { isOpen } from './holdings.ts';
import { counted, listed } from './listed.ts';
import { nothingToEnd } from './nothing-to-end.ts';
import { acceptingPlaces, type Deps, now, nowIso, openScope, record, type Scope } from './scope.ts';
import { unverified, verifyDependents } from './verify-dependents.ts';

export const createDisconnect = (deps: Deps) => ({
  async disconnectBrake({ incidentId, step }: StepInput): Promise<BrakeOutcome> {
    const scope = await openScope(deps, incidentId);
    await record(scope, [now('step.entered', { verb: 'disconnect' })]);
    const held = await findConnections(scope);
    const waiting = await unverified(scope);
    const safe = held.filter(({ place }) => !waiting.some((item) => item.place === place));
    await brakeHoldings(scope, 'disconnect', safe);
    const places = closable(scope);
    if (places.length === 0) return nothingToEnd(scope, 'disconnect');
    return { ask: await ask(scope, step, targets(scope), question(scope, await findConnections(scope))) };
  },

  async disconnectFinish(input: FinishInput): Promise<FinishOutcome> {
    const scope = await openScope(deps, input.incidentId);
    const since = nowIso();
    const outcome = await finishHoldings(scope, input, {
      find: () => findConnections(scope),
      targets: () => targets(scope),
      question: (open) => question(scope, open),
    });
    if (outcome.state === 'ask-again') return outcome;
    await verifyDependents(scope, { since, budgetMs: input.step.budgetMs, kind: 'dependent.reconnected' });
    return outcome;
  },
});

export function findConnections(scope: Scope): Promise<readonly HoldingRow[]> {
  const query = { keyIds: [scope.incident.keyId], agents: [], since: scope.incident.window.openedAt };
  return findHoldings(scope, 'disconnect', 'connection', acceptingPlaces(scope), query);
}

function closable(scope: Scope): readonly string[] {
  return acceptingPlaces(scope).filter((place) => scope.places.at(place).connections?.end);
}

/** Everything one key id holds at one place: an attacker who keeps reconnecting must not keep voiding the answer. */
function targets(scope: Scope): readonly PlannedTarget[] {
  return closable(scope).map((place) => ({
    operation: 'connections.end',
    place,
    target: scope.incident.keyId,
    extent: 'all',
    effect: 'irreversible' as const,
  }));
}

function question(scope: Scope, held: readonly HoldingRow[]): Question {
  const open = held.filter(isOpen);
  const count = (place: string) => open.filter((row) => row.place === place).length;
  const braked = open.filter(({ state }) => state === 'braked');
  const unbraked = open.filter(({ state }) => state === 'found');
  return {
    act: `Close every connection of ${scope.incident.keyId} at ${counted(closable(scope).length, 'place')} (${open.length} open now)`,
    breaks: closable(scope).map(
      (place) => `${place}: work in flight on ${counted(count(place), 'connection')} is lost`,
    ),
    braked:
      braked.length === 0 ? [] : [`${counted(braked.length, 'connection')} fenced: what they ask next is refused`],
    undo: 'none: a closed connection must be opened anew, which the old credential cannot do once retired',
    warnings:
      unbraked.length === 0
        ? []
        : [`no brake available, working until closed: ${listed(unbraked.map(({ name }) => name))}`],
  };
}
