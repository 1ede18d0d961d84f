import type { StepReport } from '../../domain/report.ts';
import type { Verb } from '../../domain/verb.ts';

interface StepWords {
  /** What the step is for, as the first-ten-minutes list says it. */
  readonly purpose: string;
  /** What its numbers count. */
  readonly counts: string;
  /** NIST CSF 2.0 category the step serves. */
  readonly csf: string;
}

/** What does each of the six steps mean to a reader who has never seen them? */
export const stepWords: Readonly<Record<Verb, StepWords>> = {
  rotate: {
    purpose: 'Replace the key, verify the new one everywhere, retire the old one',
    counts: 'places that refuse the old key',
    csf: 'Eradication (RS.MI-02)',
  },
  freeze: {
    purpose: 'Stop every session that ran on the leaked key',
    counts: 'sessions ended',
    csf: 'Containment (RS.MI-01)',
  },
  disconnect: {
    purpose: 'Close what the agent held open; dependents shake hands again on the new key',
    counts: 'connections closed',
    csf: 'Containment (RS.MI-01)',
  },
  pull: {
    purpose: 'Read what was done since the leak window opened',
    counts: 'logs read',
    csf: 'Analysis (RS.AN)',
  },
  sweep: {
    purpose: 'Follow the briefs the agent handed on, and stop those agents too',
    counts: 'downstream sessions ended',
    csf: 'Analysis (RS.AN), Containment (RS.MI-01)',
  },
  revoke: {
    purpose: 'Revoke at the issuer every token minted in the window',
    counts: 'grants dead',
    csf: 'Eradication (RS.MI-02)',
  },
};

const states = {
  waiting: { icon: '·', word: 'not started' },
  running: { icon: '▶', word: 'running' },
  closed: { icon: '✔', word: 'closed' },
  held: { icon: '‖', word: 'held' },
  open: { icon: '✖', word: 'open' },
} as const satisfies Record<StepReport['state'], { icon: string; word: string }>;

export function stepState(state: StepReport['state']): { readonly icon: string; readonly word: string } {
  return states[state];
}
