/** What did the agents do in the leak window, how far has each log been read, and whom did they hand work to? */
import type { Action, Hop } from '../domain/action.ts';
import type { Queryable } from './database.ts';
import { indexKey } from './index-key.ts';

/** Returns only those not seen before in this incident, in the order given. */
export async function addActions(
  tx: Queryable,
  incidentId: string,
  actions: readonly Action[],
): Promise<readonly Action[]> {
  if (actions.length === 0) return [];
  const byKey = new Map(actions.map((action) => [indexKey(action.id), action]));
  const unique = [...byKey.values()];
  const { rows } = await tx.query<{ key: string }>(
    `INSERT INTO actions (incident_id, key, at, action)
     SELECT $1, * FROM unnest($2::text[], $3::text[], $4::json[])
     ON CONFLICT (incident_id, key) DO NOTHING RETURNING key`,
    [incidentId, [...byKey.keys()], unique.map((action) => action.at), unique.map((action) => JSON.stringify(action))],
  );
  return newOf(byKey, rows);
}

/** Oldest first. */
export async function listActions(db: Queryable, incidentId: string): Promise<readonly Action[]> {
  const { rows } = await db.query<{ action: Action }>(
    'SELECT action FROM actions WHERE incident_id = $1 ORDER BY at, key',
    [incidentId],
  );
  return rows.map((row) => row.action);
}

/** How far the log at this place has been read; '' when it has not. */
export async function getMark(db: Queryable, incidentId: string, place: string): Promise<string> {
  const { rows } = await db.query<{ mark: string }>(
    'SELECT mark FROM action_marks WHERE incident_id = $1 AND place = $2',
    [incidentId, place],
  );
  return rows[0]?.mark ?? '';
}

/** Run it in the transaction that adds the page the mark ends. */
export async function setMark(tx: Queryable, incidentId: string, place: string, mark: string): Promise<void> {
  await tx.query(
    `INSERT INTO action_marks (incident_id, place, mark) VALUES ($1, $2, $3)
     ON CONFLICT (incident_id, place) DO UPDATE SET mark = excluded.mark`,
    [incidentId, place, mark],
  );
}

/** Returns only those whose handoff was not seen before in this incident, in the order given. */
export async function addHops(tx: Queryable, incidentId: string, hops: readonly Hop[]): Promise<readonly Hop[]> {
  if (hops.length === 0) return [];
  const byKey = new Map(hops.map((hop) => [indexKey(hop.id), hop]));
  const unique = [...byKey.values()];
  const { rows } = await tx.query<{ key: string }>(
    `INSERT INTO hops (incident_id, key, depth, hop)
     SELECT $1, * FROM unnest($2::text[], $3::int[], $4::json[])
     ON CONFLICT (incident_id, key) DO NOTHING RETURNING key`,
    [incidentId, [...byKey.keys()], unique.map((hop) => hop.depth), unique.map((hop) => JSON.stringify(hop))],
  );
  return newOf(byKey, rows);
}

/** Nearest first. */
export async function listHops(db: Queryable, incidentId: string): Promise<readonly Hop[]> {
  const { rows } = await db.query<{ hop: Hop }>('SELECT hop FROM hops WHERE incident_id = $1 ORDER BY depth, key', [
    incidentId,
  ]);
  return rows.map((row) => row.hop);
}

function newOf<T>(byKey: ReadonlyMap<string, T>, rows: readonly { key: string }[]): readonly T[] {
  const added = new Set(rows.map((row) => row.key));
  return [...byKey].filter(([key]) => added.has(key)).map(([, item]) => item);
}
