/** How long did each step work, by the ledger's own times? Waiting for people and for earlier steps is left out. */
import type { Evidence } from '../domain/evidence.ts';
import { evidenceOf } from '../domain/evidence-of.ts';
import { msBetween } from '../domain/span.ts';
import { type Verb, verbs } from '../domain/verb.ts';

export interface StepTime {
  readonly verb: Verb;
  /** Milliseconds from entering the step to its question; to its end when it asks nothing. */
  readonly brakeMs: number | null;
  /** Milliseconds from the release to the step's end, proofs included. */
  readonly finishMs: number | null;
}

export function stepTimes(evidence: readonly Evidence[]): readonly StepTime[] {
  return verbs.map((verb) => {
    const at = {
      entered: evidenceOf(evidence, 'step.entered').find(({ body }) => body.verb === verb)?.happenedAt,
      asked: evidenceOf(evidence, 'checkpoint.opened').find(({ body }) => body.verb === verb)?.happenedAt,
      released: evidenceOf(evidence, 'step.released').findLast(({ body }) => body.verb === verb)?.happenedAt,
      finished: evidenceOf(evidence, 'step.finished').findLast(({ body }) => body.verb === verb)?.happenedAt,
    };
    return { verb, brakeMs: span(at.entered, at.asked ?? at.finished), finishMs: span(at.released, at.finished) };
  });
}

function span(from: string | undefined, to: string | undefined): number | null {
  return from === undefined || to === undefined ? null : msBetween(from, to);
}
