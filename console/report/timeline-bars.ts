/** When was a step working, when was it waiting for people, and when only for its turn? */
import type { DecisionReport, Report, StepReport } from '../../domain/report.ts';

export interface Bar {
  readonly kind: 'machine' | 'people' | 'turn';
  readonly from: string;
  readonly to: string;
}

/** `end`: the right edge of the picture; whatever has not ended reaches it. */
export function barsOf(step: StepReport, decisions: readonly DecisionReport[], end: string): readonly Bar[] {
  if (step.enteredAt === null) return [];
  const last = step.finishedAt ?? end;
  const asked = decisions.filter((decision) => decision.verb === step.verb);
  const first = asked[0];
  if (!first) return [{ kind: 'machine', from: step.enteredAt, to: last }];
  const waits = asked.map(
    (decision): Bar => ({ kind: 'people', from: decision.openedAt, to: settledAt(decision) ?? last }),
  );
  const settled = waits.at(-1)?.to ?? last;
  const finishing = step.releasedAt !== null && step.releasedAt >= settled ? step.releasedAt : settled;
  const bars: readonly Bar[] = [
    { kind: 'machine', from: step.enteredAt, to: first.openedAt },
    ...waits,
    { kind: 'turn', from: settled, to: finishing },
    { kind: 'machine', from: finishing, to: last },
  ];
  return bars.filter((bar) => bar.to > bar.from);
}

/** The instant at which the question was answered, expired or made void. */
export function settledAt({ openedAt, waitedMs }: DecisionReport): string | null {
  return waitedMs === null ? null : new Date(Date.parse(openedAt) + waitedMs).toISOString();
}

export function endOf(report: Report): string {
  const last = report.timeline.reduce((end, row) => (row.at > end ? row.at : end), report.openedAt);
  return report.closedAt ?? last;
}
