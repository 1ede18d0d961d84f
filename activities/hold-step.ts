/** A step whose finish was denied or never answered: brakes stay on, and what they hold is named. */
import type { Verb } from '../domain/verb.ts';
import { setCheckpointState } from '../store/checkpoints.ts';
import { listHoldings } from '../store/holdings.ts';
import type { HoldInput } from './contract.ts';
import { nameResiduals } from './residuals.ts';
import { nameAlive } from './retire.ts';
import { acceptingPlaces, type Deps, now, openScope, record, type Scope } from './scope.ts';

export const createHoldStep = (deps: Deps) => ({
  async holdStep({ incidentId, checkpointId, step, because, waitedMs }: HoldInput): Promise<void> {
    const scope = await openScope(deps, incidentId);
    const { verb } = step;
    await deps.db.transaction(async (tx) => {
      await setCheckpointState(tx, checkpointId, because);
      const expired = because === 'expired' ? [now('checkpoint.expired', { id: checkpointId, verb })] : [];
      await record(scope, [...expired, now('step.released', { verb, waitedMs })], tx);
    });
    await nameHeld(scope, verb, because === 'denied' ? 'a responder denied the finish' : 'nobody answered in time');
    await record(scope, [now('step.finished', { verb, state: 'held' })]);
  },
});

async function nameHeld(scope: Scope, verb: Verb, why: string): Promise<void> {
  const reason = `${why}; its brake stays on`;
  if (verb === 'rotate') await nameAlive(scope, acceptingPlaces(scope), `not retired: ${why}`);
  else await nameResiduals(scope, verb, await listHoldings(scope.deps.db, scope.incident.id, { verb }), reason);
}
