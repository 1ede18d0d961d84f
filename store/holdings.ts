/** What does the leaked credential still hold open, and how far has each of these come? */
import type { Holding, HoldingKind } from '../domain/holding.ts';
import type { ProofLevel } from '../domain/proof.ts';
import type { Verb } from '../domain/verb.ts';
import type { Queryable } from './database.ts';
import { indexKey } from './index-key.ts';

export type HoldingState = 'found' | 'braked' | 'ended' | 'closed' | 'residual';

export type HoldingRow = Holding & {
  readonly verb: Verb;
  readonly state: HoldingState;
  readonly proofLevel: ProofLevel | null;
  readonly provenAt: string | null;
  readonly reason: string | null;
};

export interface HoldingFilter {
  readonly verb?: Verb;
  readonly kinds?: readonly HoldingKind[];
  readonly states?: readonly HoldingState[];
  /** Id of the last row of the page before. */
  readonly after?: string;
  /** Default: all. */
  readonly limit?: number;
}

export interface HoldingUpdate {
  readonly id: string;
  readonly state: HoldingState;
  /** What was proven before stays unless given. */
  readonly proofLevel?: ProofLevel;
  readonly provenAt?: string;
  /** An older reason goes away unless given again. */
  readonly reason?: string;
}

/** Returns only those not seen before in this incident, in the order given. */
export async function addHoldings(
  tx: Queryable,
  incidentId: string,
  verb: Verb,
  holdings: readonly Holding[],
): Promise<readonly Holding[]> {
  if (holdings.length === 0) return [];
  const byKey = new Map(holdings.map((holding) => [indexKey(holding.id), holding]));
  const unique = [...byKey.values()];
  const { rows } = await tx.query<{ key: string }>(
    `INSERT INTO holdings (incident_id, verb, key, kind, holding)
     SELECT $1, $2, * FROM unnest($3::text[], $4::text[], $5::json[])
     ON CONFLICT (incident_id, key) DO NOTHING RETURNING key`,
    [
      incidentId,
      verb,
      [...byKey.keys()],
      unique.map((holding) => holding.kind),
      unique.map((holding) => JSON.stringify(holding)),
    ],
  );
  const added = new Set(rows.map((row) => row.key));
  return [...byKey].filter(([key]) => added.has(key)).map(([, holding]) => holding);
}

/** In the order of their keys, so that `after` continues where a page ended whatever changed meanwhile. */
export async function listHoldings(
  db: Queryable,
  incidentId: string,
  filter: HoldingFilter = {},
): Promise<readonly HoldingRow[]> {
  const { rows } = await db.query<Omit<HoldingRow, keyof Holding> & { holding: Holding }>(
    `SELECT holding, verb, state, proof_level AS "proofLevel", proven_at AS "provenAt", reason
     FROM holdings
     WHERE incident_id = $1 AND ($2::text IS NULL OR verb = $2) AND ($3::text[] IS NULL OR kind = ANY($3))
       AND ($4::text[] IS NULL OR state = ANY($4)) AND key > $5
     ORDER BY key LIMIT $6`,
    [
      incidentId,
      filter.verb ?? null,
      filter.kinds ?? null,
      filter.states ?? null,
      filter.after === undefined ? '' : indexKey(filter.after),
      filter.limit ?? null,
    ],
  );
  return rows.map(({ holding, ...rest }) => ({ ...holding, ...rest }));
}

/** One statement for all; of two updates for one holding the later counts. */
export async function setHoldingStates(
  tx: Queryable,
  incidentId: string,
  updates: readonly HoldingUpdate[],
): Promise<void> {
  if (updates.length === 0) return;
  const byKey = new Map(updates.map((update) => [indexKey(update.id), update]));
  const unique = [...byKey.values()];
  await tx.query(
    `UPDATE holdings SET state = new.state, reason = new.reason,
       proof_level = coalesce(new.proof_level, holdings.proof_level),
       proven_at = coalesce(new.proven_at, holdings.proven_at)
     FROM unnest($2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::text[])
       AS new (key, state, proof_level, proven_at, reason)
     WHERE holdings.incident_id = $1 AND holdings.key = new.key`,
    [
      incidentId,
      [...byKey.keys()],
      unique.map((update) => update.state),
      unique.map((update) => update.proofLevel ?? null),
      unique.map((update) => update.provenAt ?? null),
      unique.map((update) => update.reason ?? null),
    ],
  );
}

export async function countHoldings(
  db: Queryable,
  incidentId: string,
): Promise<readonly { readonly verb: Verb; readonly state: HoldingState; readonly count: number }[]> {
  const { rows } = await db.query<{ verb: Verb; state: HoldingState; count: number }>(
    `SELECT verb, state, count(*) AS count FROM holdings WHERE incident_id = $1
     GROUP BY verb, state ORDER BY verb, state`,
    [incidentId],
  );
  return rows;
}
