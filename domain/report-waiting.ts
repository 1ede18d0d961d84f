import type { Evidence } from './evidence.ts';
import { evidenceOf } from './evidence-of.ts';
import { decisionsFrom } from './report-decisions.ts';
import { verbs } from './verb.ts';

/**
 * Since when has a running response had nothing left to do but wait for people? `step.released` says so only afterwards.
 * Finishes happen in the order of the steps, so the first unfinished question is the one waited for.
 */
export function waitingSince(evidence: readonly Evidence[]): string | null {
  const decisions = decisionsFrom(evidence);
  let ready = '';
  for (const verb of verbs) {
    const finished = evidenceOf(evidence, 'step.finished').findLast((entry) => entry.body.verb === verb);
    const asked = decisions.findLast((decision) => decision.verb === verb);
    if (finished && finished.happenedAt > ready) ready = finished.happenedAt;
    if (finished || !asked) continue;
    return asked.outcome === 'open' ? later(asked.openedAt, ready) : null;
  }
  return null;
}

function later(a: string, b: string): string {
  return a > b ? a : b;
}
