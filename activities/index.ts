/** Every activity this worker offers, each built from the same dependencies. */
import { createCloseIncident } from './close-incident.ts';
import type { Activities } from './contract.ts';
import { createDisconnect } from './disconnect.ts';
import { createFreeze } from './freeze.ts';
import { createHoldStep } from './hold-step.ts';
import { createPull } from './pull.ts';
import { createRevoke } from './revoke.ts';
import { createRotate } from './rotate.ts';
import type { Deps } from './scope.ts';
import { createSweep } from './sweep.ts';
import { createTakeSnapshot } from './take-snapshot.ts';

export const createActivities = (deps: Deps): Activities => ({
  ...createTakeSnapshot(deps),
  ...createRotate(deps),
  ...createFreeze(deps),
  ...createDisconnect(deps),
  ...createPull(deps),
  ...createSweep(deps),
  ...createRevoke(deps),
  ...createHoldStep(deps),
  ...createCloseIncident(deps),
});
