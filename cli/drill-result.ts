/** The drill's word: what the report says, what the intruder says, and whether the dependents noticed. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { visible } from '../console/escape/visible.ts';
import type { Report } from '../domain/report.ts';
import type { Fleet } from '../drill/fleet.ts';
import { judge } from '../drill/judge.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import type { GatewayClient, ReportFormat } from './gateway-client.ts';

/** The one JSON line of `firebreak drill --json`. A stable format: change it only with a CHANGELOG entry. */
export interface DrillResult {
  readonly incidentId: string;
  readonly verdict: Report['verdict'];
  readonly openedAt: string;
  readonly firstBrakeAt: string | null;
  readonly containedAt: string | null;
  readonly machineMs: number;
  readonly humanMs: number;
  readonly doors: readonly Pick<Report['doors'][number], 'kind' | 'name' | 'state' | 'proof' | 'provenAt'>[];
  readonly residuals: readonly { readonly what: string; readonly why: string; readonly diesAt: string | null }[];
  readonly intruder: {
    readonly successes: number;
    readonly lastSuccessAt: string | null;
    readonly successesAfterContained: number;
  };
  readonly dependents: { readonly requests: number; readonly failures: number };
  readonly report: Readonly<Record<ReportFormat, string>>;
}

/** `output`: what `firebreak respond --json` printed. */
export async function concludeDrill(
  client: GatewayClient,
  fleet: Fleet,
  output: string,
  reportsDir: string,
): Promise<DrillResult> {
  const { reports } = JSON.parse(output) as { reports: readonly Report[] };
  const report = reports[0];
  if (!report) throw new Error('the response gave no report');
  const { intruder, dependents } = await judge(fleet, report.containedAt);
  const { incidentId, verdict, openedAt, firstBrakeAt, containedAt, machineMs, humanMs } = report;
  return {
    incidentId,
    verdict,
    openedAt,
    firstBrakeAt,
    containedAt,
    machineMs,
    humanMs,
    doors: report.doors.map(({ kind, name, state, proof, provenAt }) => ({ kind, name, state, proof, provenAt })),
    residuals: report.residuals.map(({ what, why, diesAt }) => ({ what, why, diesAt: diesAt ?? null })),
    intruder,
    dependents,
    report: await saveReports(client, incidentId, reportsDir),
  };
}

async function saveReports(client: GatewayClient, id: string, dir: string): Promise<DrillResult['report']> {
  const save = async (format: ReportFormat) => {
    const file = join(dir, `${id}.${format}`);
    await writeFile(file, await client.report(id, format), { mode: 0o600 });
    return file;
  };
  return { html: await save('html'), md: await save('md'), json: await save('json') };
}

/** Success needs three witnesses: the report, the intruder and the dependents. */
export function exitOfDrill({ verdict, intruder, dependents }: DrillResult, respondExit: ExitCode): ExitCode {
  if (verdict !== 'contained') return respondExit;
  const agreed = intruder.successes > 0 && intruder.successesAfterContained === 0;
  return agreed && dependents.requests > 0 && dependents.failures === 0 ? exitCodes.ok : exitCodes.open;
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

export function resultText(result: DrillResult): string {
  const { intruder, dependents, doors, residuals, report } = result;
  const closed = doors.filter(({ state }) => state === 'closed').length;
  const lines = [
    `DRILL ${result.verdict.toUpperCase()}: ${closed} of ${doors.length} doors proven closed, ${residuals.length} named as residual`,
    `  clock       machine ${seconds(result.machineMs)}, people ${seconds(result.humanMs)}`,
    `  intruder    ${intruder.successes} successes, the last at ${intruder.lastSuccessAt ?? 'never'}; ${intruder.successesAfterContained} after ${result.containedAt ?? 'containment, which was not reached'}`,
    `  dependents  ${dependents.requests} requests on the new credential, ${dependents.failures} failed`,
    ...residuals.map(({ what, why, diesAt }) => `  residual    ${what}: ${why}${diesAt ? `; dies ${diesAt}` : ''}`),
    `  report      ${report.html}`,
  ];
  return lines.map(visible).join('\n');
}
