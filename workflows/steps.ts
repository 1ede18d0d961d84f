/** Which activity is which step's brake and finish, and how long each may take. */
import { proxyActivities } from '@temporalio/workflow';
import type { Activities, BrakeOutcome, FinishInput, FinishOutcome, StepInput } from '../activities/contract.ts';
import type { Verb } from '../domain/verb.ts';

/** Milliseconds. Longer than any single provider call; the step's own budget is kept inside the activity. */
const attemptMs = 30 * 60_000;

/**
 * Retried by time, not by count: a store that is down for an hour must not fail an incident.
 * What a provider refuses is an outcome inside the activity, never a reason to retry here.
 */
export const acts = proxyActivities<Activities>({
  startToCloseTimeout: attemptMs,
  scheduleToCloseTimeout: 24 * 3_600_000,
  heartbeatTimeout: 5_000,
  retry: { initialInterval: 250, backoffCoefficient: 2, maximumInterval: 10_000 },
});

export interface StepActivities {
  readonly brake: (input: StepInput) => Promise<BrakeOutcome & { readonly children?: readonly string[] }>;
  readonly finish?: (input: FinishInput) => Promise<FinishOutcome>;
}

export const stepActivities = {
  rotate: { brake: acts.rotateBrake, finish: acts.rotateFinish },
  freeze: { brake: acts.freezeBrake, finish: acts.freezeFinish },
  disconnect: { brake: acts.disconnectBrake, finish: acts.disconnectFinish },
  pull: { brake: acts.pullActions },
  sweep: { brake: acts.sweepBrake, finish: acts.sweepFinish },
  revoke: { brake: acts.revokeBrake, finish: acts.revokeFinish },
} satisfies Record<Verb, StepActivities>;

/**
 * Brakes that need another brake's findings first: connections may be fenced only once the dependents are
 * known to be on the new credential; tokens of hops can be listed only once the hops are known. Reading logs can wait
 * for the sessions to stand still: the logs stay, and what stands still writes nothing more.
 */
export const brakeAfter: Partial<Record<Verb, Verb>> = { disconnect: 'rotate', pull: 'freeze', revoke: 'sweep' };
