/** What is the outcome, in one word and one sentence? */
import type { Report } from '../../domain/report.ts';
import { type Summary, summaryOf } from '../../domain/report-summary.ts';
import { count } from './count.ts';
import { utcTime } from './instant.ts';

export interface VerdictWords {
  readonly icon: string;
  readonly word: string;
  readonly sentence: string;
}

const icons = { contained: '✔', held: '‖', open: '✖', running: '▶' } as const;

export function verdictWords(report: Report): VerdictWords {
  return {
    icon: icons[report.verdict],
    word: report.verdict.toUpperCase(),
    sentence: sentences[report.verdict](summaryOf(report), report),
  };
}

const sentences = {
  contained: ({ doors, residuals }) =>
    residuals === 0
      ? `All ${count(doors, 'door')} are proven closed.`
      : `Every door is proven closed, except ${count(residuals, 'residual')} named below.`,
  held: (summary) =>
    'The response stopped before its end because people did not release it. ' +
    `${notClosed(summary)}: a brake holds ${summary.braked}, nothing holds ${unheld(summary)}.`,
  open: (summary) =>
    summary.closed === summary.doors
      ? `Every door that was found is proven closed, but ${count(summary.undying, 'residual')} named below ` +
        `${summary.undying === 1 ? 'needs' : 'need'} a person.`
      : `The response ended without proof. ${notClosed(summary)}: a brake holds ${summary.braked}, ` +
        `nothing holds ${unheld(summary)}.`,
  running: (summary, report) =>
    `The response is still running. ${notClosed(summary)} yet: a brake holds ${summary.braked}. ` +
    `State as of ${utcTime(report.timeline.at(-1)?.at ?? report.openedAt)}.`,
} as const satisfies Record<Report['verdict'], (summary: Summary, report: Report) => string>;

function notClosed({ doors, closed }: Summary): string {
  const left = doors - closed;
  return `${count(left, 'door')} of ${doors} ${left === 1 ? 'is' : 'are'} not closed`;
}

function unheld({ doors, closed, braked }: Summary): number {
  return doors - closed - braked;
}
