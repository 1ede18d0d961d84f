/** Writes ledgers by hand: chained like real ones, with times as milliseconds after the alert. */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../../domain/canonical.ts';
import type { Evidence, EvidenceBodies, EvidenceKind } from '../../domain/evidence.ts';

const startedAt = '2026-03-04T03:02:10.000Z';

export function instant(ms: number): string {
  return new Date(Date.parse(startedAt) + ms).toISOString();
}

export class LedgerBuilder {
  readonly #incidentId: string;
  readonly #entries: Evidence[] = [];

  constructor(incidentId = 'inc_5f1d2c3b4a596877869504a3') {
    this.#incidentId = incidentId;
  }

  add<K extends EvidenceKind>(ms: number, kind: K, body: EvidenceBodies[K]): this {
    const prevHash = this.#entries.at(-1)?.hash ?? '0'.repeat(64);
    const row = {
      incidentId: this.#incidentId,
      seq: this.#entries.length + 1,
      kind,
      happenedAt: instant(ms),
      recordedAt: instant(ms + 2),
      body,
    };
    const hash = createHash('sha256')
      .update(`${prevHash}\n${canonicalJson(row)}`)
      .digest('hex');
    this.#entries.push({ ...row, prevHash, hash } as unknown as Evidence);
    return this;
  }

  get entries(): readonly Evidence[] {
    return this.#entries;
  }
}
