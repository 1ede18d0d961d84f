import type { Action, Hop } from './action.ts';
import type { Residual } from './evidence.ts';
import type { Verdict, Window } from './incident.ts';
import type { ProofLevel } from './proof.ts';
import type { Verb } from './verb.ts';

/** One way in, and what is known of it. `residual` doors also stand in the residual list. */
export interface Door {
  readonly id: string;
  readonly kind: 'credential' | 'session' | 'connection' | 'grant';
  readonly name: string;
  readonly place: string;
  readonly verb: Verb;
  readonly state: 'open' | 'braked' | 'closed' | 'residual';
  readonly proof: ProofLevel | null;
  readonly how: string;
  readonly openedAt: string | null;
  /** When the first brake took hold of it; a residual door keeps its brake. */
  readonly brakedAt: string | null;
  readonly provenAt: string | null;
}

export interface StepReport {
  readonly verb: Verb;
  readonly state: 'waiting' | 'running' | 'closed' | 'held' | 'open';
  readonly enteredAt: string | null;
  /** When people last let the finish go. */
  readonly releasedAt: string | null;
  readonly finishedAt: string | null;
  readonly humanMs: number;
  /** Doors of this step that are closed; for `pull`, logs that could be read. */
  readonly done: number;
  readonly total: number;
}

export interface DecisionReport {
  readonly checkpointId: string;
  readonly verb: Verb;
  readonly act: string;
  readonly digest: string;
  readonly openedAt: string;
  readonly expiresAt: string;
  readonly outcome: 'approve' | 'deny' | 'expired' | 'superseded' | 'open';
  readonly answers: readonly { who: string; surface: string; answer: string; reason: string; at: string }[];
  readonly waitedMs: number | null;
}

export interface TimelineRow {
  readonly at: string;
  readonly recordedAt: string;
  readonly seq: number;
  readonly kind: string;
  /** One sentence of ours; names inside it may be attacker-written. */
  readonly text: string;
}

/** Everything the three renderers print. A pure function of the ledger: `reportFrom(evidence)`. */
export interface Report {
  readonly incidentId: string;
  readonly codename: string;
  readonly credential: string;
  readonly keyId: string;
  readonly environment: string;
  readonly verdict: Verdict | 'running';
  readonly window: Window;
  readonly openedAt: string;
  readonly firstBrakeAt: string | null;
  readonly containedAt: string | null;
  readonly closedAt: string | null;
  readonly machineMs: number;
  readonly humanMs: number;
  readonly runbook: {
    readonly name: string;
    readonly version: number;
    readonly hash: string;
    readonly mode: string;
    readonly sequence: string;
  };
  readonly steps: readonly StepReport[];
  readonly doors: readonly Door[];
  readonly residuals: readonly Residual[];
  readonly decisions: readonly DecisionReport[];
  readonly hops: readonly Hop[];
  readonly actions: readonly Action[];
  readonly dependents: readonly {
    id: string;
    owner: string;
    surfaces: readonly { place: string; keyId: string | null; verifiedAt: string | null; failure: string | null }[];
  }[];
  readonly alerts: readonly { at: string; source: string; rule: string; location: string; joined: boolean }[];
  readonly children: readonly { incidentId: string; credential: string; agent: string }[];
  readonly timeline: readonly TimelineRow[];
  readonly ledger: { readonly entries: number; readonly head: string };
}
