/** Which questions were put to people, and how does each stand? */
import type { OpenCheckpoint } from '../domain/checkpoint.ts';
import { FirebreakError } from '../domain/errors.ts';
import type { Verb } from '../domain/verb.ts';
import type { Queryable } from './database.ts';

export type CheckpointState = 'open' | 'approved' | 'denied' | 'expired' | 'superseded' | 'withdrawn';

export type CheckpointRecord = OpenCheckpoint & { readonly state: CheckpointState };

const SELECT = `SELECT id, incident_id AS "incidentId", verb, digest, plan, question, quorum, opened_at AS "openedAt",
  expires_at AS "expiresAt", state FROM checkpoints`;

/** Locks the incident, so that two questions asked at once get two numbers. */
export async function nextCheckpointId(tx: Queryable, incidentId: string, verb: Verb): Promise<string> {
  const { rowCount } = await tx.query('SELECT 1 FROM incidents WHERE id = $1 FOR NO KEY UPDATE', [incidentId]);
  if (rowCount === 0) {
    throw new FirebreakError('ERR_INCIDENT_UNKNOWN', `no incident ${incidentId} to open a checkpoint for`);
  }
  const { rows } = await tx.query<{ asked: number }>(
    'SELECT count(*) AS asked FROM checkpoints WHERE incident_id = $1 AND verb = $2',
    [incidentId, verb],
  );
  return `chk_${incidentId.replace(/^inc_/, '')}_${verb}_${(rows[0]?.asked ?? 0) + 1}`;
}

export async function insertCheckpoint(tx: Queryable, checkpoint: OpenCheckpoint): Promise<void> {
  await tx.query(
    `INSERT INTO checkpoints (id, incident_id, verb, digest, plan, question, quorum, opened_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      checkpoint.id,
      checkpoint.incidentId,
      checkpoint.verb,
      checkpoint.digest,
      JSON.stringify(checkpoint.plan),
      JSON.stringify(checkpoint.question),
      checkpoint.quorum,
      checkpoint.openedAt,
      checkpoint.expiresAt,
    ],
  );
}

export async function getCheckpoint(db: Queryable, id: string): Promise<CheckpointRecord | null> {
  const { rows } = await db.query<CheckpointRecord>(`${SELECT} WHERE id = $1`, [id]);
  return rows[0] ?? null;
}

/** In the order they were asked. */
export async function listCheckpoints(
  db: Queryable,
  filter: { readonly incidentId?: string; readonly state?: CheckpointState } = {},
): Promise<readonly CheckpointRecord[]> {
  const { rows } = await db.query<CheckpointRecord>(
    `${SELECT} WHERE ($1::text IS NULL OR incident_id = $1) AND ($2::text IS NULL OR state = $2)
     ORDER BY opened_at, id`,
    [filter.incidentId ?? null, filter.state ?? null],
  );
  return rows;
}

export async function setCheckpointState(tx: Queryable, id: string, state: CheckpointState): Promise<void> {
  await tx.query('UPDATE checkpoints SET state = $2 WHERE id = $1', [id, state]);
}
