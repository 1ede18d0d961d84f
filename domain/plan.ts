import type { Effect, Verb } from './verb.ts';

/** One thing a finish will do, at the granularity a person decides on. */
export interface PlannedTarget {
  readonly operation: string;
  readonly place: string;
  /** The holding's id, or the key id when the finish covers everything that key holds at the place. */
  readonly target: string;
  readonly effect: Effect;
}

/** What a checkpoint asks for. The digest covers exactly these fields. */
export interface Plan {
  readonly incidentId: string;
  readonly verb: Verb;
  readonly environment: string;
  readonly targets: readonly PlannedTarget[];
}
