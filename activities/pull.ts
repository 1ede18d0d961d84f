/** Pull: every action since the leak window opened, from the agents' logs and the surfaces' own, page by page. */
import { FirebreakError } from '../domain/errors.ts';
import { addActions, getMark, listHops, setMark } from '../store/actions.ts';
import type { BrakeOutcome, StepInput } from './contract.ts';
import { acceptingPlaces, type Deps, now, openScope, record, type Scope } from './scope.ts';

const pageSize = 500;

export const createPull = (deps: Deps) => ({
  async pullActions({ incidentId }: StepInput): Promise<BrakeOutcome> {
    const scope = await openScope(deps, incidentId);
    await record(scope, [now('step.entered', { verb: 'pull' })]);
    await pullAll(scope);
    await record(scope, [now('step.finished', { verb: 'pull', state: 'closed' })]);
    return {};
  },
});

/** Continues each log from its high-water mark; pulled again before closing, so nothing written meanwhile is missed. */
export async function pullAll(scope: Scope): Promise<void> {
  const hops = await listHops(scope.deps.db, scope.incident.id);
  const agents = [...new Set([...scope.agents.map(({ id }) => id), ...hops.map(({ toAgent }) => toAgent)])];
  const logs = scope.inventory.agents.filter(({ id }) => agents.includes(id)).flatMap(({ actions }) => actions);
  const places = [...new Set([...acceptingPlaces(scope), ...logs])];
  await Promise.all(places.map((place) => pullPlace(scope, place, agents)));
}

async function pullPlace(scope: Scope, place: string, agents: readonly string[]): Promise<void> {
  try {
    let more = true;
    while (more) more = await pullPage(scope, place, agents);
  } catch (error) {
    if (!(error instanceof FirebreakError)) throw error;
    await record(scope, [now('log.unreadable', { place, reason: error.message })]);
  }
}

async function pullPage(scope: Scope, place: string, agents: readonly string[]): Promise<boolean> {
  const connector = scope.places.at(place);
  if (!connector.pullActions) return false;
  const from = await getMark(scope.deps.db, scope.incident.id, place);
  const since = scope.incident.window.openedAt;
  const page = await connector.pullActions({
    keyIds: [scope.incident.keyId],
    agents,
    since,
    mark: from,
    limit: pageSize,
  });
  if (page.mark === from) return false;
  await scope.deps.db.transaction(async (tx) => {
    const items = await addActions(tx, scope.incident.id, page.actions);
    await setMark(tx, scope.incident.id, place, page.mark);
    if (items.length > 0) await record(scope, [now('actions.pulled', { place, from, mark: page.mark, items })], tx);
  });
  return page.more;
}
