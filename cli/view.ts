/** How do commands show what the gateway says? The only file of cli/ that knows the terminal renderers. */
import { visible } from '../console/escape/visible.ts';
import type { OpenCheckpoint } from '../domain/checkpoint.ts';
import type { Report } from '../domain/report.ts';
import type { IncidentSummary, Shown } from './gateway-client.ts';
import type { Io } from './io.ts';

export function questionText(checkpoint: OpenCheckpoint, _io: Io): string {
  const { question, plan, digest, quorum, expiresAt } = checkpoint;
  return [
    '',
    `CHECKPOINT ${checkpoint.id}: ${question.act}`,
    ...question.breaks.map((line) => `  breaks   ${line}`),
    ...question.braked.map((line) => `  braked   ${line}`),
    `  undo     ${question.undo}`,
    ...question.warnings.map((line) => `  WARNING  ${line}`),
    `  plan     ${digest}, ${plan.targets.length} targets in ${plan.environment}, ${quorum} to approve, until ${expiresAt}`,
  ]
    .map(visible)
    .join('\n');
}

export function boardText({ report, checkpoints }: Shown, io: Io): string {
  return [
    `${report.codename} ${report.incidentId} ${report.verdict}: credential ${report.credential} in ${report.environment}`,
    ...report.steps.map((step) => `  ${step.verb.padEnd(10)} ${step.state.padEnd(8)} ${step.done}/${step.total}`),
    ...report.residuals.map((residual) => `  residual ${residual.name}: ${residual.why} (${residual.owner})`),
    ...checkpoints.map((checkpoint) => `  open ${checkpoint.id}: firebreak decide ${checkpoint.id} approve|deny`),
  ]
    .map((line) => visible(line).slice(0, Math.max(io.columns, 80)))
    .join('\n');
}

export function listText(incidents: readonly IncidentSummary[], _io: Io): string {
  if (incidents.length === 0) return 'no incident so far';
  return incidents
    .map(({ codename, id, verdict, credential, openedAt }) =>
      [codename.padEnd(20), id, (verdict ?? 'running').padEnd(9), credential.padEnd(20), openedAt]
        .map(visible)
        .join('  '),
    )
    .join('\n');
}

export function eventText(row: Report['timeline'][number]): string {
  return visible(`${row.at} ${row.text}`);
}
