/** What happened in this incident, in order, and can it be believed? Append-only; the database refuses all else. */
import { canonicalJson } from '../domain/canonical.ts';
import { FirebreakError } from '../domain/errors.ts';
import type { Evidence, NewEvidence } from '../domain/evidence.ts';
import { type ChainVerdict, hashRow, verifyChain } from './chain.ts';
import type { Queryable } from './database.ts';

interface Head {
  readonly seq: number;
  readonly hash: string;
  /** The database's clock, so that all writers share one. */
  readonly now: string;
}

/**
 * Appends in one statement, inside the caller's transaction. Writers of one incident queue up behind the lock on its
 * row until that transaction ends, so the chain never forks.
 */
export async function append(
  tx: Queryable,
  incidentId: string,
  entries: readonly NewEvidence[],
): Promise<readonly Evidence[]> {
  if (entries.length === 0) return [];
  const rows = chained(incidentId, await lockHead(tx, incidentId), entries);
  const last = rows.at(-1);
  await tx.query(
    `WITH appended AS (
       INSERT INTO ledger (incident_id, seq, kind, happened_at, recorded_at, body, prev_hash, hash)
       SELECT $1, * FROM unnest($2::int[], $3::text[], $4::timestamptz[], $5::timestamptz[],
                                $6::json[], $7::text[], $8::text[])
     )
     UPDATE incidents SET ledger_seq = $9, ledger_head = $10 WHERE id = $1`,
    [
      incidentId,
      rows.map((row) => row.seq),
      rows.map((row) => row.kind),
      rows.map((row) => row.happenedAt),
      rows.map((row) => row.recordedAt),
      rows.map((row) => canonicalJson(row.body)),
      rows.map((row) => row.prevHash),
      rows.map((row) => row.hash),
      last?.seq,
      last?.hash,
    ],
  );
  return rows;
}

/** The head is read from the locked row itself: a join would still see the ledger as it was before the wait. */
async function lockHead(tx: Queryable, incidentId: string): Promise<Head> {
  const { rows } = await tx.query<Head>(
    `SELECT ledger_seq AS seq, ledger_head AS hash, date_trunc('milliseconds', clock_timestamp()) AS now
     FROM incidents WHERE id = $1 FOR NO KEY UPDATE`,
    [incidentId],
  );
  const head = rows[0];
  if (head === undefined) {
    throw new FirebreakError(
      'ERR_INCIDENT_UNKNOWN',
      `no incident ${incidentId} to record evidence for; \`firebreak list\` names those there are`,
    );
  }
  return head;
}

function chained(incidentId: string, head: Head, entries: readonly NewEvidence[]): readonly Evidence[] {
  let { hash: prevHash, seq } = head;
  return entries.map((entry) => {
    seq += 1;
    const row = { incidentId, seq, ...entry, happenedAt: instant(entry.happenedAt), recordedAt: head.now };
    const hash = hashRow(prevHash, row);
    const evidence = { ...row, prevHash, hash } as Evidence;
    prevHash = hash;
    return evidence;
  });
}

/** The form the database gives back; a time in another form would not hash the same when read again. */
function instant(text: string): string {
  const at = new Date(text);
  if (!Number.isNaN(at.getTime())) return at.toISOString();
  throw new FirebreakError('ERR_PROVIDER_ANSWER', 'evidence came with a time that is no ISO instant; its source lies');
}

/** Rows after `afterSeq` (0: all), in order. */
export async function readLedger(db: Queryable, incidentId: string, afterSeq = 0): Promise<readonly Evidence[]> {
  const { rows } = await db.query<Evidence>(
    `SELECT incident_id AS "incidentId", seq, kind, happened_at AS "happenedAt", recorded_at AS "recordedAt",
            body, prev_hash AS "prevHash", hash
     FROM ledger WHERE incident_id = $1 AND seq > $2 ORDER BY seq`,
    [incidentId, afterSeq],
  );
  return rows;
}

/** Recomputes the chain, and compares its end with the head kept on the incident: a cut-off tail shows too. */
export async function verifyLedger(db: Queryable, incidentId: string): Promise<ChainVerdict> {
  // Head first: rows appended in between make the chain longer than the head says, which is no fault.
  const { rows } = await db.query<{ seq: number; hash: string }>(
    'SELECT ledger_seq AS seq, ledger_head AS hash FROM incidents WHERE id = $1',
    [incidentId],
  );
  const evidence = await readLedger(db, incidentId);
  const verdict = verifyChain(evidence);
  const head = rows[0] ?? { seq: 0, hash: '' };
  if (!verdict.ok || head.seq === 0) return verdict;
  if (evidence[head.seq - 1]?.hash === head.hash) return verdict;
  return { ok: false, seq: head.seq, reason: `row ${head.seq}, the last one recorded, is missing or another one` };
}
