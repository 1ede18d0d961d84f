/** Where does an incident stand? Six rows, the doors, the clock, and what is asked: what `show` and `watch` print. */
import type { DecisionReport, Report, StepReport } from '../../domain/report.ts';
import { budgetMs, summaryOf } from '../../domain/report-summary.ts';
import { msBetween } from '../../domain/span.ts';
import { terminalCell } from '../escape/terminal.ts';
import { visibleDeep } from '../escape/visible.ts';
import { count } from '../wording/count.ts';
import { openDecisions } from '../wording/decisions.ts';
import { away, duration, stopwatch } from '../wording/duration.ts';
import { localTime } from '../wording/instant.ts';
import { nextActs } from '../wording/next-acts.ts';
import { residualNote } from '../wording/residuals.ts';
import { stepState, stepWords } from '../wording/steps.ts';
import { verdictWords } from '../wording/verdict.ts';
import { type Colors, colorsOf, fit, labelled, type PageOptions, pageWidth, wrap } from './page.ts';

const indent = 10;

/** Ends without a newline. */
export function board(raw: Report, options: PageOptions): string {
  const report = visibleDeep(raw);
  const colors = colorsOf(options);
  return [
    title(report, colors),
    ...wrap(verdictWords(report).sentence, pageWidth),
    '',
    ...report.steps.map((step) => stepRow(step, report, colors)),
    '',
    ...doorLines(report, options),
    ...clockLines(report, options, colors),
    '',
    ...askedOrNext(report, options, colors),
  ].join('\n');
}

function title(report: Report, colors: Colors): string {
  const { icon, word } = verdictWords(report);
  const head = ` ${icon} ${word} `;
  const rest = ` ${report.codename} · credential ${report.credential} · ${report.environment}`;
  return (
    colors.bold(colors.inverse(paints(colors)[report.verdict](head))) +
    terminalCell(rest, pageWidth - head.length).trimEnd()
  );
}

function paints(colors: Colors) {
  return { contained: colors.green, held: colors.yellow, open: colors.red, running: colors.cyan };
}

function stepRow(step: StepReport, report: Report, colors: Colors): string {
  const { icon, word } = stepState(step.state);
  const waits = report.decisions.some((item) => item.verb === step.verb && item.outcome === 'open');
  const note =
    waits && report.verdict === 'running' ? 'asked' : step.humanMs > 0 ? `people ${duration(step.humanMs)}` : '';
  const counts = `${step.done}/${step.total} ${stepWords[step.verb].counts}`;
  const row = ` ${icon} ${step.verb.padEnd(11)} ${word.padEnd(12)} ${counts.padEnd(34)} ${note}`;
  return stepPaint(step, colors)(fit(row.trimEnd()));
}

function stepPaint({ state }: StepReport, colors: Colors): (text: string) => string {
  return { waiting: colors.dim, running: colors.cyan, closed: colors.green, held: colors.yellow, open: colors.red }[
    state
  ];
}

function doorLines(report: Report, { now }: PageOptions): readonly string[] {
  const summary = summaryOf(report);
  const parts = [`${summary.closed} of ${count(summary.doors, 'door')} proven closed`];
  if (summary.residual > 0) parts.push(count(summary.residual, 'residual'));
  if (summary.open > 0) parts.push(`${summary.open} open`);
  const held = summary.open + summary.braked > 0 ? ` (brakes hold ${summary.braked})` : '';
  return [
    ...labelled('Doors', parts.join(', ') + held, indent),
    ...labelled('Residuals', `${summary.residuals} ${residualNote(summary, now)}`, indent),
  ];
}

function clockLines(report: Report, { now }: PageOptions, colors: Colors): readonly string[] {
  const { machineMs, humanMs } = runningClock(report, now);
  const { firstBrakeMs } = summaryOf(report);
  const brake = firstBrakeMs === null ? 'no brake yet' : `first brake ${duration(firstBrakeMs)}`;
  const used = `${stopwatch(machineMs + humanMs)} of ${stopwatch(budgetMs)}`;
  return [
    ...labelled('Clock', `${used}   machine ${duration(machineMs)} · people ${duration(humanMs)} · ${brake}`, indent),
    ' '.repeat(indent) + bar(machineMs, humanMs, colors),
  ];
}

/** The ledger's clock stands still between entries; a running response goes on, waiting for people if it asked any. */
function runningClock(report: Report, now: string): { readonly machineMs: number; readonly humanMs: number } {
  const { machineMs, humanMs } = report;
  const last = report.timeline.reduce((end, row) => (row.at > end ? row.at : end), report.openedAt);
  if (report.verdict !== 'running') return { machineMs, humanMs };
  const since = Math.max(0, msBetween(last, now));
  const waiting = report.decisions.some((decision) => decision.outcome === 'open');
  return waiting ? { machineMs, humanMs: humanMs + since } : { machineMs: machineMs + since, humanMs };
}

/** `█` machine, `▒` people, `·` what is left of ten minutes. */
function bar(machineMs: number, humanMs: number, colors: Colors): string {
  const cells = pageWidth - indent;
  const whole = Math.max(budgetMs, machineMs + humanMs);
  const machine = machineMs > 0 ? Math.max(1, Math.round((machineMs / whole) * cells)) : 0;
  const people = Math.min(cells - machine, Math.ceil((humanMs / whole) * cells));
  const rest = '·'.repeat(cells - machine - people);
  return colors.blue('█'.repeat(machine)) + colors.yellow('▒'.repeat(people)) + colors.dim(rest);
}

function askedOrNext(report: Report, options: PageOptions, colors: Colors): readonly string[] {
  const open = report.verdict === 'running' ? openDecisions(report) : [];
  if (open.length > 0) return open.flatMap((decision) => asked(decision, options, colors));
  return nextActs(report).flatMap(({ text, command }, index) => {
    const words = command ? `${text}: ${command}` : text;
    return labelled(index === 0 ? 'Next' : '', `${index + 1}. ${words}`, indent);
  });
}

function asked(
  { act, expiresAt, checkpointId }: DecisionReport,
  options: PageOptions,
  colors: Colors,
): readonly string[] {
  const until = `until ${localTime(expiresAt, options.timeZone)}, ${away(expiresAt, options.now)}`;
  const lines = labelled('Asked', `${act}? (${until})`, indent).map((line) => colors.bold(line));
  return [...lines, `  firebreak decide ${checkpointId} approve|deny`];
}
