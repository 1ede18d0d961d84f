import type { Evidence } from './evidence.ts';
import { sentenceOf } from './evidence-sentence.ts';
import type { TimelineRow } from './report.ts';

/** What happened, in the order in which it was recorded? */
export function timelineFrom(evidence: readonly Evidence[]): readonly TimelineRow[] {
  return evidence.map((entry) => ({
    at: entry.happenedAt,
    recordedAt: entry.recordedAt,
    seq: entry.seq,
    kind: entry.kind,
    text: sentenceOf(entry),
  }));
}
