/** What did people answer, and is each answer the one our gateway sealed? */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { canonicalJson } from '../domain/canonical.ts';
import type { Decision } from '../domain/checkpoint.ts';
import { type Queryable, storable } from './database.ts';

/** False when this person has answered this checkpoint before; the first answer stands. */
export async function insertDecision(tx: Queryable, decision: Decision): Promise<boolean> {
  const { rowCount } = await tx.query(
    `INSERT INTO decisions (id, checkpoint_id, digest, answer, who, provider, surface, reason, decided_at, mac)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (checkpoint_id, who) DO NOTHING`,
    [
      decision.id,
      decision.checkpointId,
      decision.digest,
      decision.answer,
      decision.who,
      decision.provider,
      decision.surface,
      decision.reason,
      decision.decidedAt,
      decision.mac,
    ],
  );
  return rowCount === 1;
}

/** In the order they were given. */
export async function listDecisions(db: Queryable, checkpointId: string): Promise<readonly Decision[]> {
  const { rows } = await db.query<Decision>(
    `SELECT id, checkpoint_id AS "checkpointId", digest, answer, who, provider, surface, reason,
            decided_at AS "decidedAt", mac
     FROM decisions WHERE checkpoint_id = $1 ORDER BY decided_at, id`,
    [checkpointId],
  );
  return rows;
}

/** Brings the answer into the form the database gives back, then seals it: HMAC-SHA-256 under the decision key. */
export function sealDecision(key: Buffer, answer: Omit<Decision, 'mac'>): Decision {
  const stored = { ...answer, reason: storable(answer.reason), decidedAt: new Date(answer.decidedAt).toISOString() };
  return { ...stored, mac: macOf(key, stored) };
}

/** Every field counts: a row that was inserted or changed by hand fails. */
export function verifyDecision(key: Buffer, decision: Decision): boolean {
  const { mac, ...answer } = decision;
  // Compared as text: decoding hex would let characters after the last digit pass.
  const given = Buffer.from(mac);
  const expected = Buffer.from(macOf(key, answer));
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function macOf(key: Buffer, answer: Omit<Decision, 'mac'>): string {
  return createHmac('sha256', key)
    .update(`firebreak/decision/v1\n${canonicalJson(answer)}`)
    .digest('hex');
}
