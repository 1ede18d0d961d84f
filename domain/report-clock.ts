import type { Evidence } from './evidence.ts';
import { evidenceOf } from './evidence-of.ts';
import type { Report } from './report.ts';
import { isDone } from './report-doors.ts';
import { waitingSince } from './report-waiting.ts';
import { msBetween, sumMs } from './span.ts';

type Clock = Pick<
  Report,
  'verdict' | 'openedAt' | 'firstBrakeAt' | 'containedAt' | 'closedAt' | 'machineMs' | 'humanMs'
>;

/** How long did it take, and how much of that was waiting for people? */
export function clockFrom(evidence: readonly Evidence[]): Clock {
  const openedAt = evidenceOf(evidence, 'incident.opened')[0]?.happenedAt ?? evidence[0]?.happenedAt ?? '';
  const closed = closing(evidence);
  const containedAt = closed?.body.containedAt ?? null;
  const closedAt = closed?.happenedAt ?? null;
  const until = containedAt ?? closedAt ?? latest(evidence.map((entry) => entry.happenedAt));
  const waited = sumMs(evidenceOf(evidence, 'step.released').map((entry) => entry.body.waitedMs));
  const since = closed ? null : waitingSince(evidence);
  const humanMs = waited + (since === null ? 0 : Math.max(0, msBetween(since, until)));
  return {
    verdict: closed?.body.verdict ?? 'running',
    openedAt,
    firstBrakeAt: firstBrake(evidence),
    containedAt,
    closedAt,
    machineMs: Math.max(0, msBetween(openedAt, until) - humanMs),
    humanMs,
  };
}

/** The last closing, unless the response was opened again after it. */
function closing(evidence: readonly Evidence[]) {
  const closed = evidenceOf(evidence, 'incident.closed').at(-1);
  const opened = evidenceOf(evidence, 'incident.opened').at(-1);
  return closed && opened && opened.seq > closed.seq ? undefined : closed;
}

function firstBrake(evidence: readonly Evidence[]): string | null {
  const brakes = evidence.filter(tookHold).map((entry) => entry.happenedAt);
  return brakes.sort()[0] ?? null;
}

function tookHold(entry: Evidence): boolean {
  if (entry.kind === 'holding.braked') return entry.body.items.some(isDone);
  return (entry.kind === 'session.barred' || entry.kind === 'credential.fenced') && isDone(entry.body.result);
}

function latest(instants: readonly string[]): string {
  return instants.reduce((last, at) => (at > last ? at : last), '');
}
