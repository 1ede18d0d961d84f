import type { Effect, Verb } from './verb.ts';

/** One thing a finish will do, at the granularity a person decides on. */
export interface PlannedTarget {
  readonly operation: string;
  readonly place: string;
  /** What is ended: a holding's id, or a key id. */
  readonly target: string;
  /** `one`: exactly the target. `all`: everything the key id holds at the place by then, found since included. */
  readonly extent: 'one' | 'all';
  readonly effect: Effect;
}

/** What a checkpoint asks for. The digest covers exactly these fields. */
export interface Plan {
  readonly incidentId: string;
  readonly verb: Verb;
  readonly environment: string;
  readonly targets: readonly PlannedTarget[];
}

/** Whether an approval of this plan lets the operation be done to the target at the place. */
export function covers(plan: Plan, operation: string, place: string, target: string): boolean {
  return plan.targets.some(
    (item) => item.operation === operation && item.place === place && (item.extent === 'all' || item.target === target),
  );
}
