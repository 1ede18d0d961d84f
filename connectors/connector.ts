import type { ActionPage, ActionQuery, Handoff } from '../domain/action.ts';
import type { Holding, HoldingQuery } from '../domain/holding.ts';
import type { Handover } from '../domain/inventory.ts';
import type { Proof, ProofLevel, Result, Standing } from '../domain/proof.ts';
import type { Effect } from '../domain/verb.ts';

export type Operation =
  | 'mint'
  | 'accept'
  | 'fence'
  | 'unfence'
  | 'retire'
  | 'probe'
  | 'seen'
  | 'bar'
  | 'sessions.brake'
  | 'sessions.end'
  | 'connections.brake'
  | 'connections.end'
  | 'grants.brake'
  | 'grants.end';

/** How one operation behaves. The engine picks gate, retry and wording from this, never from the connector's name. */
export interface OperationSpec {
  readonly effect: Effect;
  readonly undo: 'call' | 'window' | 'none';
  readonly blast: 'token' | 'principal' | 'account' | 'tenant';
  readonly retry: 'natural' | 'gone-is-ok' | 'keyed' | 'reconcile' | 'never';
  readonly batchMax: number;
  /** Calls per second the provider allows, when it states one. */
  readonly rate?: { readonly perSecond: number; readonly scope: string };
  /** Milliseconds from "done" to dead, with where the figures come from. */
  readonly deadBy: { readonly typicalMs: number; readonly maxMs: number; readonly source: string };
  readonly proofs: readonly ProofLevel[];
  readonly needsRawSecret: boolean;
  readonly permissions: readonly string[];
}

/** What stands behind a sealed-store reference. Connectors get this and nothing else of the store. */
export interface Secrets {
  has(ref: string): Promise<boolean>;
  open(ref: string): Promise<string>;
  seal(ref: string, value: string): Promise<void>;
  /** Keeps a value that an agent already sealed for this installation (age armor), unopened. */
  keep(ref: string, armor: string): Promise<void>;
}

export interface ConnectorContext {
  readonly place: string;
  readonly secrets: Secrets;
  /** Hex HMAC under this installation's key. */
  readonly fingerprint: (value: string) => string;
  /** Calls in flight at once per provider. */
  readonly concurrency: number;
}

export interface Minted {
  readonly keyId: string;
  /** Sealed-store reference of the JSON `{ keyId, secret }`. */
  readonly ref: string;
}

/** `findMinted` looks the tag up at the provider: how a lost reply to `mint` is reconciled. */
export interface Minter {
  readonly mint: (old: { keyId: string; ref: string }, tag: string, ref: string) => Promise<Minted>;
  readonly findMinted: (tag: string) => Promise<readonly { keyId: string }[]>;
  /** Removes a minted credential whose secret was lost. */
  readonly discard: (keyId: string) => Promise<Result>;
}

export interface HoldingControl {
  readonly find?: (query: HoldingQuery) => Promise<readonly Holding[]>;
  readonly brake?: (holdings: readonly Holding[]) => Promise<readonly Result[]>;
  /** Undoes `brake`, where its spec says `undo: 'call'`. */
  readonly release?: (holdings: readonly Holding[]) => Promise<readonly Result[]>;
  readonly end?: (holdings: readonly Holding[]) => Promise<readonly Result[]>;
  /** Asks the provider again. Never trusts what `end` said. */
  readonly confirm?: (holdings: readonly Holding[]) => Promise<readonly Standing[]>;
}

export type Probe =
  | { readonly state: 'refused'; readonly proof: Proof }
  | { readonly state: 'accepted' }
  | { readonly state: 'unknown'; readonly reason: string };

export type Seen =
  | { readonly state: 'seen'; readonly keyId: string; readonly proof: Proof }
  | { readonly state: 'not-seen'; readonly keyId: string; readonly reason: string };

export interface DependentRef {
  readonly id: string;
  readonly handover: Handover;
}

/**
 * One provider at one place. Every capability is optional: an absent one becomes a residual, never a silent pass.
 * Every method throws only FirebreakError; `unknown` is an outcome, not an error.
 */
export interface Connector {
  readonly operations: Partial<Record<Operation, OperationSpec>>;
  /** Issuer URL or base URL by which logs name this place. */
  readonly origin?: string;
  readonly minter?: Minter;
  /** Teaches a surface the new credential, when it does not learn it from the issuer. */
  readonly accept?: (next: { keyId: string; ref: string }, old: { keyId: string }) => Promise<Result>;
  readonly fence?: (keyId: string) => Promise<Result>;
  readonly unfence?: (keyId: string) => Promise<Result>;
  readonly retire?: (keyId: string) => Promise<Result>;
  /** Tries the credential as an attacker would. */
  readonly probe?: (ref: string) => Promise<Probe>;
  /** Which key id does this place see the dependent use, since the instant given? */
  readonly seen?: (dependent: DependentRef, keyId: string, since: string) => Promise<Seen>;
  /** Refuses new sessions of these agents. */
  readonly bar?: (agents: readonly string[]) => Promise<Result>;
  /** Undoes `bar`. */
  readonly unbar?: (agents: readonly string[]) => Promise<Result>;
  readonly sessions?: HoldingControl;
  readonly connections?: HoldingControl;
  readonly grants?: HoldingControl;
  readonly pullActions?: (query: ActionQuery) => Promise<ActionPage>;
  readonly findHandoffs?: (sessions: readonly string[], since: string) => Promise<readonly Handoff[]>;
  readonly close?: () => Promise<void>;
}
