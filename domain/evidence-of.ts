import type { Evidence, EvidenceKind } from './evidence.ts';

export type EvidenceOf<K extends EvidenceKind> = Extract<Evidence, { readonly kind: K }>;

/** Which entries are of one kind, in ledger order? */
export function evidenceOf<K extends EvidenceKind>(evidence: readonly Evidence[], kind: K): readonly EvidenceOf<K>[] {
  return evidence.filter((entry): entry is EvidenceOf<K> => entry.kind === kind);
}
