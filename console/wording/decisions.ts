import type { DecisionReport } from '../../domain/report.ts';

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
