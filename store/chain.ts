/** Has anybody altered, removed or reordered a row of this ledger? Pure: needs nothing but the rows. */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../domain/canonical.ts';
import type { Evidence } from '../domain/evidence.ts';

/** What stands before the first row. */
export const GENESIS_HASH = '0'.repeat(64);

/** A row without its two hashes: exactly what the hash covers. */
export type Unhashed = {
  readonly incidentId: string;
  readonly seq: number;
  readonly kind: string;
  readonly happenedAt: string;
  readonly recordedAt: string;
  readonly body: unknown;
};

export type ChainVerdict =
  | { readonly ok: true; readonly entries: number; readonly head: string }
  | { readonly ok: false; readonly seq: number; readonly reason: string };

export function hashRow(prevHash: string, row: Unhashed): string {
  const { incidentId, seq, kind, happenedAt, recordedAt, body } = row;
  const text = canonicalJson({ incidentId, seq, kind, happenedAt, recordedAt, body });
  return createHash('sha256').update(`${prevHash}\n${text}`).digest('hex');
}

/** Rows from the first on, in order. Rows cut off the end can only be seen by whoever knows the head. */
export function verifyChain(rows: readonly Evidence[]): ChainVerdict {
  let head = GENESIS_HASH;
  for (const [index, row] of rows.entries()) {
    const reason = faultOf(row, index + 1, head, rows[0]?.incidentId);
    if (reason !== null) return { ok: false, seq: index + 1, reason };
    head = row.hash;
  }
  return { ok: true, entries: rows.length, head };
}

function faultOf(row: Evidence, seq: number, prevHash: string, incidentId: string | undefined): string | null {
  if (row.seq !== seq) return `row ${seq} is missing: row ${row.seq} stands in its place`;
  if (row.incidentId !== incidentId) return `row ${seq} belongs to another incident`;
  if (row.prevHash !== prevHash) return `row ${seq} does not continue the row before it`;
  if (row.hash !== hashRow(prevHash, row)) return `row ${seq} was altered after it was recorded`;
  return null;
}
