import type { Action, Hop } from './action.ts';
import type { Answer, Question, Surface } from './checkpoint.ts';
import type { Holding } from './holding.ts';
import type { Verdict, Window } from './incident.ts';
import type { Plan } from './plan.ts';
import type { Outcome, Proof } from './proof.ts';
import type { RotateMode, Sequence } from './runbook.ts';
import type { Verb } from './verb.ts';

/** A holding as the report needs it: without what only its connector understands. */
export type HeldItem = Omit<Holding, 'locator' | 'secretRef'>;

export interface ResultItem {
  readonly id: string;
  readonly outcome: Outcome;
  readonly reason?: string;
}

interface ProvenItem {
  readonly id: string;
  readonly proof: Proof;
}

/** Something that could not be proven closed. Named, never passed over. */
export interface Residual {
  /** Holding id, `credential@<place>`, or a sentence-like key for what was never found. */
  readonly what: string;
  readonly name: string;
  readonly verb: Verb;
  readonly why: string;
  readonly owner: string;
  readonly diesAt?: string;
}

/**
 * Every kind of evidence with its body. The report is a pure function of these and nothing else,
 * so whatever the report says must stand in a body here. Bodies hold no secret.
 */
export interface EvidenceBodies {
  'alert.received': {
    source: string;
    rule: string;
    location: string;
    fingerprint: string;
    reportedBy: string;
    joined: boolean;
  };
  'incident.opened': {
    codename: string;
    credential: string;
    keyId: string;
    environment: string;
    issuer: string;
    surfaces: readonly string[];
    agents: readonly { id: string; owner: string }[];
    dependents: readonly { id: string; owner: string; surfaces: readonly string[] }[];
    window: Window;
    runbook: { name: string; version: number; hash: string; mode: RotateMode; sequence: Sequence };
    inventoryHash: string;
    bundleHash: string;
    parent?: string;
  };
  /** Appended once per snapshot, and per later find that met something new. */
  'holding.found': { verb: Verb; items: readonly HeldItem[] };
  'step.entered': { verb: Verb };
  'step.finished': { verb: Verb; state: 'closed' | 'held' | 'open' };
  'credential.fenced': { keyId: string; place: string; result: ResultItem };
  'credential.minted': { keyId: string; oldKeyId: string; place: string; tag: string };
  'credential.unminted': { oldKeyId: string; place: string; reason: string };
  'credential.accepted': { keyId: string; place: string; result: ResultItem };
  'credential.handed': { keyId: string; dependent: string; path: string };
  'dependent.verified': { dependent: string; place: string; keyId: string; proof: Proof };
  'dependent.failed': { dependent: string; place: string; expectedKeyId: string; seenKeyId: string; reason: string };
  'credential.retired': { keyId: string; place: string; result: ResultItem };
  /** The old credential was tried as an attacker would and was refused. */
  'credential.refused': { keyId: string; place: string; proof: Proof };
  'credential.promoted': { credential: string; keyId: string; secret: string };
  'session.barred': { place: string; agents: readonly string[]; result: ResultItem };
  'holding.braked': { verb: Verb; items: readonly ResultItem[] };
  'holding.ended': { verb: Verb; items: readonly ResultItem[] };
  'holding.proven': { verb: Verb; items: readonly ProvenItem[] };
  /** A dependent shook hands again with the new credential after the old connections were closed. */
  'dependent.reconnected': { dependent: string; place: string; keyId: string; proof: Proof };
  'actions.pulled': { place: string; from: string; mark: string; items: readonly Action[] };
  'log.unreadable': { place: string; reason: string };
  /** A place could not be asked what the credential still holds there. */
  'place.unanswered': { verb: Verb; place: string; reason: string };
  'hop.found': { items: readonly Hop[] };
  'sweep.capped': { cap: 'depth' | 'count'; limit: number; dropped: number };
  'child.opened': { incidentId: string; credential: string; agent: string };
  'checkpoint.opened': {
    id: string;
    verb: Verb;
    digest: string;
    plan: Plan;
    question: Question;
    quorum: number;
    expiresAt: string;
  };
  'checkpoint.superseded': { id: string; by: string; added: readonly string[]; removed: readonly string[] };
  'checkpoint.decided': {
    id: string;
    verb: Verb;
    answer: Answer;
    who: string;
    provider: string;
    surface: Surface;
    digest: string;
    reason: string;
  };
  /** A release was tried without a valid stored approval; nothing was done. */
  'checkpoint.refused': { id: string; verb: Verb; reason: string };
  'checkpoint.expired': { id: string; verb: Verb };
  /** The finish was ready and waited for people this long; the human share of the clock. */
  'step.released': { verb: Verb; waitedMs: number };
  'residual.named': { items: readonly Residual[] };
  'incident.closed': { verdict: Verdict; containedAt: string | null };
}

export type EvidenceKind = keyof EvidenceBodies;

/** What an activity hands to the ledger. */
export type NewEvidence = {
  [K in EvidenceKind]: { readonly kind: K; readonly happenedAt: string; readonly body: EvidenceBodies[K] };
}[EvidenceKind];

/** A ledger row: two times (when it happened, when we recorded it) and its place in the chain. */
export type Evidence = NewEvidence & {
  readonly incidentId: string;
  /** From 1, without gaps. */
  readonly seq: number;
  readonly recordedAt: string;
  /** Hex SHA-256; 64 zeros before the first row. */
  readonly prevHash: string;
  /** Hex SHA-256 of prevHash, a newline, and the canonical JSON of the row without its two hashes. */
  readonly hash: string;
};
