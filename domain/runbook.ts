import type { Verb } from './verb.ts';

/** `overlap`: verify the new, then retire the old. `fence-first`: fence the old first. `kill-now`: retire at once. */
export type RotateMode = 'overlap' | 'fence-first' | 'kill-now';

/** `flow`: brakes never wait for a checkpoint of an earlier step. `strict`: each step ends before the next begins. */
export type Sequence = 'flow' | 'strict';

export interface Checkpoint {
  /** Milliseconds until an unanswered question expires and the step is held; 10 000–86 400 000. */
  readonly deadlineMs: number;
  /** Different people who must approve; 1–5. */
  readonly quorum: number;
}

export interface Step {
  readonly verb: Verb;
  /** Milliseconds the machine part of the step may take before what is left becomes a residual. */
  readonly budgetMs: number;
  /** Absent only for steps that end nothing. */
  readonly checkpoint?: Checkpoint;
}

export interface SweepLimits {
  readonly maxDepth: number;
  readonly maxHops: number;
  /** Whether a hop that used a credential of its own opens a child incident. */
  readonly children: boolean;
}

/** Ordered steps as reviewed data. Given to the workflow as input, so an edit never touches a running incident. */
export interface Runbook {
  readonly name: string;
  readonly version: number;
  /** SHA-256 of the canonical runbook. */
  readonly hash: string;
  readonly mode: RotateMode;
  readonly sequence: Sequence;
  readonly steps: readonly Step[];
  readonly sweep: SweepLimits;
}
