/** What a provider's answer proves, weakest first. "200 OK" is only `accepted`. */
export const proofLevels = ['accepted', 'read-back', 'refused', 'silent'] as const;

export type ProofLevel = (typeof proofLevels)[number];

/** `unknown`: sent, and no answer came back. Never treated as not sent. */
export type Outcome = 'done' | 'already-done' | 'accepted' | 'refused' | 'unknown';

export interface Proof {
  readonly level: ProofLevel;
  /** ISO instant at which the provider answered. */
  readonly at: string;
  /** A sentence of ours, never provider text: "introspection says inactive". */
  readonly how: string;
}

/** What one call did to one target. */
export interface Result {
  readonly id: string;
  readonly outcome: Outcome;
  /** Our sentence; required unless the outcome is done or already-done. */
  readonly reason?: string;
}

/** What the provider says of one target when asked again. */
export type Standing =
  | { readonly id: string; readonly state: 'ended'; readonly proof: Proof }
  | { readonly id: string; readonly state: 'still-open'; readonly reason: string }
  | { readonly id: string; readonly state: 'unknowable'; readonly reason: string; readonly diesAt?: string };
