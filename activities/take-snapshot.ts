/** Everything as found before the first change: who is concerned, what the credential holds open, where it is accepted. */
import type { NewEvidence } from '../domain/evidence.ts';
import type { Runbook } from '../domain/runbook.ts';
import { listHoldings, setHoldingStates } from '../store/holdings.ts';
import type { IncidentInput } from './contract.ts';
import { findHoldings } from './find-holdings.ts';
import { acceptingPlaces, type Deps, openScope, record, type Scope, sessionPlaces } from './scope.ts';

export const createTakeSnapshot = (deps: Deps) => ({
  async takeSnapshot({ incidentId, runbook }: IncidentInput): Promise<void> {
    const scope = await openScope(deps, incidentId);
    await lookAnew(scope);
    await record(scope, [opened(scope, runbook)]);
    const query = { keyIds: [scope.incident.keyId], since: scope.incident.window.openedAt };
    const agents = scope.agents.map(({ id }) => id);
    await Promise.all([
      findHoldings(scope, 'freeze', 'session', sessionPlaces(scope.inventory.agents), { ...query, agents }),
      findHoldings(scope, 'disconnect', 'connection', acceptingPlaces(scope), { ...query, agents: [] }),
    ]);
  },
});

/** A response started again after it was held: what it had to leave open is tried again. */
async function lookAnew(scope: Scope): Promise<void> {
  const left = await listHoldings(scope.deps.db, scope.incident.id, { states: ['residual'] });
  await setHoldingStates(
    scope.deps.db,
    scope.incident.id,
    left.map(({ id }) => ({ id, state: 'found' })),
  );
}

function opened(scope: Scope, { name, version, hash, mode, sequence }: Runbook): NewEvidence {
  const { incident, credential, deps } = scope;
  return {
    kind: 'incident.opened',
    happenedAt: incident.openedAt,
    body: {
      codename: incident.codename,
      credential: credential.id,
      keyId: incident.keyId,
      environment: credential.environment,
      issuer: credential.issuer,
      surfaces: credential.surfaces,
      agents: scope.agents.map(({ id, owner }) => ({ id, owner })),
      dependents: scope.dependents.map(({ id, owner, surfaces }) => ({ id, owner, surfaces })),
      window: incident.window,
      runbook: { name, version, hash, mode, sequence },
      inventoryHash: incident.inventoryHash,
      bundleHash: deps.bundleHash,
      ...(incident.parent === null ? {} : { parent: incident.parent }),
    },
  };
}
