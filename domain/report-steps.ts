/** How far did each of the six steps get? */
import type { Evidence } from './evidence.ts';
import { evidenceOf } from './evidence-of.ts';
import type { Door, StepReport } from './report.ts';
import { sumMs } from './span.ts';
import { type Verb, verbs } from './verb.ts';

type Counts = Pick<StepReport, 'done' | 'total'>;

export function stepsFrom(
  evidence: readonly Evidence[],
  doors: readonly Door[],
  closed: boolean,
): readonly StepReport[] {
  return verbs.map((verb) => ({
    verb,
    ...progress(evidence, verb, closed),
    ...(verb === 'pull' ? logCounts(evidence) : doorCounts(doors, verb)),
  }));
}

function progress(evidence: readonly Evidence[], verb: Verb, closed: boolean): Omit<StepReport, 'verb' | keyof Counts> {
  const entered = evidenceOf(evidence, 'step.entered').find((entry) => entry.body.verb === verb);
  const finished = evidenceOf(evidence, 'step.finished').findLast((entry) => entry.body.verb === verb);
  const released = evidenceOf(evidence, 'step.released').filter((entry) => entry.body.verb === verb);
  return {
    state: finished?.body.state ?? unfinished(entered !== undefined, closed),
    enteredAt: entered?.happenedAt ?? null,
    releasedAt: released.at(-1)?.happenedAt ?? null,
    finishedAt: finished?.happenedAt ?? null,
    humanMs: sumMs(released.map((entry) => entry.body.waitedMs)),
  };
}

/** A step that was entered and given up is open once the incident is closed. */
function unfinished(entered: boolean, closed: boolean): StepReport['state'] {
  if (!entered) return 'waiting';
  return closed ? 'open' : 'running';
}

function doorCounts(doors: readonly Door[], verb: Verb): Counts {
  const mine = doors.filter((door) => door.verb === verb);
  return { done: mine.filter((door) => door.state === 'closed').length, total: mine.length };
}

/** Per log, what was last said of it: read, or unreadable. */
function logCounts(evidence: readonly Evidence[]): Counts {
  const readable = new Map<string, boolean>();
  for (const entry of evidence) {
    if (entry.kind === 'actions.pulled') readable.set(entry.body.place, true);
    if (entry.kind === 'log.unreadable') readable.set(entry.body.place, false);
  }
  return { done: [...readable.values()].filter(Boolean).length, total: readable.size };
}
