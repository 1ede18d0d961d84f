import type { Plan } from './plan.ts';
import type { Verb } from './verb.ts';

export type Answer = 'approve' | 'deny';

export type Surface = 'terminal' | 'api' | 'console' | 'slack';

/** A question put to people before one finish. */
export interface OpenCheckpoint {
  /** `chk_<incident digits>_<verb>_<n>`; n grows when the plan moved and the question is asked again. */
  readonly id: string;
  readonly incidentId: string;
  readonly verb: Verb;
  /** First 16 hex digits of SHA-256 over the canonical plan. */
  readonly digest: string;
  readonly plan: Plan;
  /** What people read: what, how many, who breaks, what is braked already, undo. */
  readonly question: Question;
  readonly quorum: number;
  readonly openedAt: string;
  readonly expiresAt: string;
}

export interface Question {
  /** Verb, object, number: "Retire credential billing-agent at 4 surfaces". */
  readonly act: string;
  readonly breaks: readonly string[];
  readonly braked: readonly string[];
  /** "none: …" or how to undo. */
  readonly undo: string;
  /** Reasons a person should hesitate: an unverified surface, an absent brake. */
  readonly warnings: readonly string[];
}

/** One person's answer, as stored and as sealed by the gateway's key. */
export interface Decision {
  readonly id: string;
  readonly checkpointId: string;
  readonly digest: string;
  readonly answer: Answer;
  /** Responder id. */
  readonly who: string;
  /** How `who` is known: `state-token` (could read the stack's 0600 token) so far. */
  readonly provider: string;
  readonly surface: Surface;
  readonly reason: string;
  readonly decidedAt: string;
  readonly mac: string;
}
