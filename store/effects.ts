/**
 * Was this change to the outside world intended, sent, confirmed? The gate's table (design.md §6).
 *
 * intended → sent → confirmed | failed | unknown. A claim raises the fence; only the holder of the newest fence may
 * settle. A lease that ran out means unknown: the call may have happened, so it is probed, never just repeated.
 */
import type { Outcome } from '../domain/proof.ts';
import type { Effect, Verb } from '../domain/verb.ts';
import type { Queryable } from './database.ts';
import { indexKey } from './index-key.ts';

type EffectState = 'intended' | 'sent' | 'confirmed' | 'failed' | 'unknown';

export interface IntendedEffect {
  readonly key: string;
  readonly incidentId: string;
  readonly verb: Verb;
  readonly operation: string;
  readonly place: string;
  readonly target: string;
  readonly effect: Effect;
  /** The checkpoint that released it; null for brakes. */
  readonly checkpointId: string | null;
}

export type EffectRow = IntendedEffect & {
  readonly state: EffectState;
  readonly fence: number;
  readonly owner: string | null;
  readonly leaseUntil: string | null;
  readonly outcome: Outcome | null;
  readonly reason: string | null;
  readonly intendedAt: string;
  readonly sentAt: string | null;
  readonly settledAt: string | null;
};

export interface Settlement {
  readonly key: string;
  readonly fence: number;
  readonly state: 'confirmed' | 'failed' | 'unknown';
  readonly outcome: Outcome;
  readonly reason?: string;
}

export interface Resolution {
  readonly key: string;
  /** The fence the row had when it was probed; a claim made since voids the answer. */
  readonly fence?: number;
  /** `intended`: the probe says it never happened, so it may be claimed again. */
  readonly state: 'confirmed' | 'intended' | 'failed';
  readonly outcome?: Outcome;
  readonly reason?: string;
}

export function effectKey(incidentId: string, verb: Verb, operation: string, target: string): string {
  return [incidentId, verb, operation, indexKey(target)].join('|');
}

/** Rows already there stay as they are. Run it in the transaction that checks the approval. */
export async function intendEffects(tx: Queryable, rows: readonly IntendedEffect[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO effects (key, incident_id, verb, operation, place, target, effect, checkpoint_id)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
       AS new (key, incident_id, verb, operation, place, target, effect, checkpoint_id)
     ORDER BY key ON CONFLICT (key) DO NOTHING`,
    [
      rows.map((row) => row.key),
      rows.map((row) => row.incidentId),
      rows.map((row) => row.verb),
      rows.map((row) => row.operation),
      rows.map((row) => row.place),
      rows.map((row) => row.target),
      rows.map((row) => row.effect),
      rows.map((row) => row.checkpointId),
    ],
  );
}

/**
 * Marks as sent and returns those it got; whoever is missing is somebody else's, done, or unknown.
 * Rows another claimer is just taking are passed over, so that two claimers neither wait nor deadlock.
 */
export async function claimEffects(
  db: Queryable,
  keys: readonly string[],
  owner: string,
  leaseMs: number,
): Promise<readonly { readonly key: string; readonly fence: number }[]> {
  if (keys.length === 0) return [];
  const { rows } = await db.query<{ key: string; fence: number }>(
    `WITH free AS (
       SELECT key FROM effects WHERE key = ANY($1) AND state IN ('intended', 'failed')
       ORDER BY key FOR NO KEY UPDATE SKIP LOCKED
     )
     UPDATE effects SET state = 'sent', fence = fence + 1, owner = $2, sent_at = clock_timestamp(),
       lease_until = clock_timestamp() + $3 * interval '1 millisecond',
       outcome = NULL, reason = NULL, settled_at = NULL
     FROM free WHERE effects.key = free.key RETURNING effects.key, effects.fence`,
    [keys, owner, leaseMs],
  );
  return rows;
}

/** Sent with the lease over becomes unknown. */
export async function expireEffects(
  db: Queryable,
  keys: readonly string[],
): Promise<readonly { readonly key: string; readonly fence: number }[]> {
  if (keys.length === 0) return [];
  const { rows } = await db.query<{ key: string; fence: number }>(
    `WITH over AS (
       SELECT key FROM effects WHERE key = ANY($1) AND state = 'sent' AND lease_until < clock_timestamp()
       ORDER BY key FOR NO KEY UPDATE SKIP LOCKED
     )
     UPDATE effects SET state = 'unknown', outcome = 'unknown', settled_at = clock_timestamp(),
       reason = 'whoever sent it never said how it ended'
     FROM over WHERE effects.key = over.key RETURNING effects.key, effects.fence`,
    [keys],
  );
  return rows;
}

/** How many were settled; the others belong to a newer claim, or were given up as unknown. */
export async function settleEffects(db: Queryable, rows: readonly Settlement[], owner: string): Promise<number> {
  if (rows.length === 0) return 0;
  const { rowCount } = await db.query(
    `WITH mine AS (
       SELECT effects.key, new.state, new.outcome, new.reason
       FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[]) AS new (key, fence, state, outcome, reason)
       JOIN effects ON effects.key = new.key
       WHERE effects.fence = new.fence AND effects.owner = $6 AND effects.state = 'sent'
       ORDER BY effects.key FOR NO KEY UPDATE OF effects
     )
     UPDATE effects SET state = mine.state, outcome = mine.outcome, reason = mine.reason, settled_at = clock_timestamp()
     FROM mine WHERE effects.key = mine.key`,
    [
      rows.map((row) => row.key),
      rows.map((row) => row.fence),
      rows.map((row) => row.state),
      rows.map((row) => row.outcome),
      rows.map((row) => row.reason ?? null),
      owner,
    ],
  );
  return rowCount;
}

/** Writes what a probe found out about unknown effects; returns how many still were unknown until now. */
export async function resolveUnknown(db: Queryable, rows: readonly Resolution[]): Promise<number> {
  if (rows.length === 0) return 0;
  const { rowCount } = await db.query(
    `UPDATE effects SET state = new.state, outcome = new.outcome, reason = new.reason, settled_at = clock_timestamp()
     FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[]) AS new (key, fence, state, outcome, reason)
     WHERE effects.key = new.key AND effects.state = 'unknown' AND effects.fence = coalesce(new.fence, effects.fence)`,
    [
      rows.map((row) => row.key),
      rows.map((row) => row.fence ?? null),
      rows.map((row) => row.state),
      rows.map((row) => row.outcome ?? null),
      rows.map((row) => row.reason ?? null),
    ],
  );
  return rowCount;
}

export async function readEffects(db: Queryable, keys: readonly string[]): Promise<readonly EffectRow[]> {
  if (keys.length === 0) return [];
  const { rows } = await db.query<EffectRow>(
    `SELECT key, incident_id AS "incidentId", verb, operation, place, target, effect, checkpoint_id AS "checkpointId",
            state, fence, owner, lease_until AS "leaseUntil", outcome, reason, intended_at AS "intendedAt",
            sent_at AS "sentAt", settled_at AS "settledAt"
     FROM effects WHERE key = ANY($1) ORDER BY key`,
    [keys],
  );
  return rows;
}
