/** The report as Markdown, for a wiki or a pull request. What only a person can write says so. */
import type { Report } from '../../domain/report.ts';
import { summaryOf } from '../../domain/report-summary.ts';
import { markdownText } from '../escape/markdown.ts';
import { count } from '../wording/count.ts';
import { duration, stopwatch } from '../wording/duration.ts';
import { utc } from '../wording/instant.ts';
import { nextActs } from '../wording/next-acts.ts';
import { residualNote } from '../wording/residuals.ts';
import { verdictWords } from '../wording/verdict.ts';
import { actionRows, decisionRows, dependentRows, doorRows, hopRows, residualRows, stepRows } from './markdown-rows.ts';
import { markdownTable } from './markdown-table.ts';

/** `madeAt`: the instant countdowns are seen from. */
export function reportMarkdown(report: Report, madeAt: string): string {
  const parts = [
    heading(report),
    key(report, madeAt),
    section('What to do next', nextList(report)),
    section('Residuals', table(residualRows(report, madeAt), 'None.')),
    section('The six steps', table(stepRows(report), '')),
    section('Doors', table(doorRows(report), 'No door has been found.')),
    section('Dependents on the new key', table(dependentRows(report), 'The inventory names none.')),
    section('Hops', table(hopRows(report), 'No handoff from an affected session was found.')),
    section('Actions in the leak window', table(actionRows(report), 'No action was read from any log.')),
    section('Decisions', table(decisionRows(report), 'Nobody was asked anything.')),
    section(
      'Timeline',
      markdownTable(
        ['UTC', 'Event'],
        report.timeline.map((row) => [row.at, row.text]),
      ),
    ),
    people,
    foot(report, madeAt),
  ];
  return `${parts.join('\n\n')}\n`;
}

function heading(report: Report): string {
  const { icon, word, sentence } = verdictWords(report);
  const { credential, keyId, environment } = report;
  const whose = `Credential ${credential} (key id ${keyId}), ${environment}. Incident ${report.incidentId}.`;
  return `# ${icon} ${word} · ${markdownText(report.codename)}\n\n**${markdownText(sentence)}**\n\n${markdownText(whose)}`;
}

function key(report: Report, madeAt: string): string {
  const summary = summaryOf(report);
  const { closed, doors, residuals, firstBrakeMs, elapsedMs } = summary;
  return markdownTable(
    ['', ''],
    [
      ['Doors proven closed', `${closed} of ${doors}`],
      ['Residuals', `${residuals} ${residualNote(summary, madeAt)}`],
      [
        'Clock',
        `${stopwatch(elapsedMs)} of 10:00: machine ${duration(report.machineMs)}, people ${duration(report.humanMs)}`,
      ],
      ['First brake', firstBrakeMs === null ? 'none' : `${duration(firstBrakeMs)} after the alert`],
      ['Alert accepted', utc(report.openedAt)],
      ['Contained', report.containedAt ? utc(report.containedAt) : 'no'],
      ['Leak window open since', `${utc(report.window.openedAt)} (${report.window.source})`],
      [
        'Runbook',
        `${report.runbook.name} version ${report.runbook.version}, ${report.runbook.mode}, ${report.runbook.sequence}`,
      ],
      ...report.alerts.map(({ source, rule, location }) => ['Alert', `${source}: ${rule} at ${location}`]),
      ...report.children.map(({ incidentId, credential, agent }) => [
        'Child incident',
        `${incidentId} for credential ${credential} of ${agent}`,
      ]),
    ],
  );
}

function nextList(report: Report): string {
  const lines = nextActs(report).map(({ text, command }) => markdownText(command ? `${text} (${command})` : text));
  return lines.map((line, index) => `${index + 1}. ${line}`).join('\n');
}

function table({ head, rows, note }: ReturnType<typeof stepRows>, empty: string): string {
  if (rows.length === 0) return empty;
  return note ? `${note}\n\n${markdownTable(head, rows)}` : markdownTable(head, rows);
}

function section(title: string, body: string): string {
  return `## ${title}\n\n${body}`;
}

const people = ['Impact', 'Root cause', 'What went well, what went wrong, where we were lucky', 'Action items']
  .map((title) => section(title, '_Needs a human._'))
  .join('\n\n');

function foot({ ledger, incidentId }: Report, madeAt: string): string {
  const made = `Made ${utc(madeAt)} from ${count(ledger.entries, 'ledger entry', 'ledger entries')} and nothing else.`;
  return `---\n\n${made} Head of the chain: \`${ledger.head}\`. \`firebreak verify ${incidentId}\` recomputes it.`;
}
