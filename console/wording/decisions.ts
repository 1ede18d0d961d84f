import type { DecisionReport, Report } from '../../domain/report.ts';
import { verbs } from '../../domain/verb.ts';

/** Questions waiting for an answer, in the order in which their finishes come. */
export function openDecisions({ decisions }: Report): readonly DecisionReport[] {
  const open = decisions.filter(({ outcome }) => outcome === 'open');
  return open.sort((a, b) => verbs.indexOf(a.verb) - verbs.indexOf(b.verb));
}

const states = {
  approve: { icon: '✔', word: 'approved' },
  deny: { icon: '✖', word: 'denied' },
  expired: { icon: '◷', word: 'nobody answered' },
  superseded: { icon: '↻', word: 'void: the plan moved' },
  open: { icon: '…', word: 'waiting' },
} as const satisfies Record<DecisionReport['outcome'], { icon: string; word: string }>;

/** What became of a question? */
export function decisionState(outcome: DecisionReport['outcome']): { readonly icon: string; readonly word: string } {
  return states[outcome];
}
