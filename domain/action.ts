import type { Effect } from './verb.ts';

/** One recorded thing an agent did, read from its action log or from a surface's own log. */
export interface Action {
  /** Unique within the incident: `<place>#<line id or byte offset>`. */
  readonly id: string;
  /** ISO instant. */
  readonly at: string;
  /** The log it was read from. */
  readonly place: string;
  readonly agent: string;
  readonly session: string;
  readonly keyId: string;
  /** noun.past-participle where the log has one: `query.ran`, `tool.called`. */
  readonly kind: string;
  readonly effect: Effect;
  /** What it was done to, at most 200 characters, attacker-written: escape for every sink. */
  readonly target: string;
}

/** One agent giving another a brief. */
export interface Handoff {
  readonly id: string;
  readonly at: string;
  readonly fromAgent: string;
  readonly fromSession: string;
  readonly toAgent: string;
  readonly toSession: string;
  readonly brief: string;
}

/** A handoff reached from an affected session; depth counts from 1. */
export interface Hop extends Handoff {
  readonly depth: number;
}

export interface ActionQuery {
  readonly keyIds: readonly string[];
  readonly agents: readonly string[];
  readonly since: string;
  /** Opaque mark of the last page, '' for the first. */
  readonly mark: string;
  /** 1–1,000. */
  readonly limit: number;
}

export interface ActionPage {
  readonly actions: readonly Action[];
  /** Mark to continue from; equal to the query's mark when nothing new was there. */
  readonly mark: string;
  readonly more: boolean;
}
