/** Which incidents are there, and where does each stand? */
import type { Incident, Verdict } from '../domain/incident.ts';
import type { Runbook } from '../domain/runbook.ts';
import type { Queryable } from './database.ts';

export type IncidentRecord = Incident & {
  readonly runbook: Runbook;
  readonly status: 'open' | 'closed';
  readonly verdict: Verdict | null;
  readonly closedAt: string | null;
  /** Key id of the leaked credential, and the sealed-store name of its value. */
  readonly keyId: string;
  readonly oldRef: string;
  /** The same of its successor; null until it is minted. */
  readonly newKeyId: string | null;
  readonly newRef: string | null;
  /** The incident whose sweep opened this one. */
  readonly parent: string | null;
};

type Row = Omit<IncidentRecord, 'window'> & { windowOpenedAt: string; windowSource: string };

const SELECT = `SELECT id, codename, credential, environment, inventory_hash AS "inventoryHash",
  window_opened_at AS "windowOpenedAt", window_source AS "windowSource", opened_at AS "openedAt", runbook, status,
  verdict, closed_at AS "closedAt", key_id AS "keyId", old_ref AS "oldRef", new_key_id AS "newKeyId",
  new_ref AS "newRef", parent FROM incidents`;

/** False when the incident was there already: the same leak reported twice. */
export async function insertIncident(
  tx: Queryable,
  incident: Incident,
  runbook: Runbook,
  link: { readonly keyId: string; readonly oldRef: string; readonly parent?: string },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `INSERT INTO incidents (id, codename, credential, environment, inventory_hash, window_opened_at, window_source,
                            opened_at, runbook, key_id, old_ref, parent)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (id) DO NOTHING`,
    [
      incident.id,
      incident.codename,
      incident.credential,
      incident.environment,
      incident.inventoryHash,
      incident.window.openedAt,
      incident.window.source,
      incident.openedAt,
      JSON.stringify(runbook),
      link.keyId,
      link.oldRef,
      link.parent ?? null,
    ],
  );
  return rowCount === 1;
}

export async function getIncident(db: Queryable, id: string): Promise<IncidentRecord | null> {
  const { rows } = await db.query<Row>(`${SELECT} WHERE id = $1`, [id]);
  return rows.map(recordOf)[0] ?? null;
}

/** Two words can meet twice in the life of an installation: an open incident wins, then the newest. */
export async function findIncident(db: Queryable, idOrCodename: string): Promise<IncidentRecord | null> {
  const { rows } = await db.query<Row>(
    `${SELECT} WHERE id = $1 OR codename = $1 ORDER BY id = $1 DESC, status = 'open' DESC, opened_at DESC LIMIT 1`,
    [idOrCodename],
  );
  return rows.map(recordOf)[0] ?? null;
}

/** Newest first. */
export async function listIncidents(db: Queryable): Promise<readonly IncidentRecord[]> {
  const { rows } = await db.query<Row>(`${SELECT} ORDER BY opened_at DESC, id`);
  return rows.map(recordOf);
}

export async function setMinted(
  tx: Queryable,
  id: string,
  minted: { readonly keyId: string; readonly ref: string },
): Promise<void> {
  await tx.query('UPDATE incidents SET new_key_id = $2, new_ref = $3 WHERE id = $1', [id, minted.keyId, minted.ref]);
}

/** `at`: ISO instant. */
export async function closeIncident(tx: Queryable, id: string, verdict: Verdict, at: string): Promise<void> {
  await tx.query(`UPDATE incidents SET status = 'closed', verdict = $2, closed_at = $3 WHERE id = $1`, [
    id,
    verdict,
    at,
  ]);
}

export async function reopenIncident(tx: Queryable, id: string): Promise<void> {
  await tx.query(`UPDATE incidents SET status = 'open', verdict = NULL, closed_at = NULL WHERE id = $1`, [id]);
}

function recordOf({ windowOpenedAt, windowSource, ...row }: Row): IncidentRecord {
  return { ...row, window: { openedAt: windowOpenedAt, source: windowSource } };
}
