/** The ways to rotate that are not the default, on the real fleet: each contains, each in its own order. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Evidence } from '../../domain/evidence.ts';
import type { Report } from '../../domain/report.ts';
import { startFleet } from '../../drill/fleet.ts';
import { judge } from '../../drill/judge.ts';
import { type Installation, install } from '../support/installation.ts';
import { approveUntil } from '../support/responder.ts';

let firebreak: Installation;
beforeAll(async () => {
  firebreak = await install();
}, 120_000);
afterAll(() => firebreak.stop(), 60_000);

const shipped = new URL('../../runbooks/leaked-agent-credential.yaml', import.meta.url);

async function contain(change: (yaml: string) => string) {
  const recipient = (await firebreak.run('secret', 'recipient')).stdout.trim();
  const scale = { sessions: 1, hops: 1, tokens: 2 };
  const fleet = await startFleet({ dir: join(firebreak.state, 'fleet'), recipient, ...scale });
  try {
    for (const { name, file } of fleet.secrets) await firebreak.run('secret', 'put', name, '--file', file);
    fleet.forgetSecrets();
    const runbook = join(firebreak.state, 'runbook.yaml');
    writeFileSync(runbook, change(readFileSync(shipped, 'utf8')));
    const files = ['--alert', fleet.reportFile, '--config', fleet.configYaml, '--runbook', runbook];
    const ran = await approveUntil(firebreak, firebreak.run('respond', ...files, '--no-input', '--json'));
    expect(ran.stderr).not.toContain('ERR_');
    const [report] = (JSON.parse(ran.stdout) as { reports: Report[] }).reports;
    if (!report) throw new Error('no report');
    return { report, rows: await ledger(report.incidentId), judged: await judge(fleet, report.containedAt) };
  } finally {
    await fleet.stop();
  }
}

async function ledger(id: string): Promise<readonly Evidence[]> {
  const { stdout } = await firebreak.run('watch', id, '--json');
  const lines = stdout.split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Evidence);
}

const first = (rows: readonly Evidence[], kind: string) => rows.findIndex((row) => row.kind === kind);

test('fence-first: nothing new can be opened with the old credential before the new one exists', async () => {
  const { report, rows, judged } = await contain((yaml) => yaml.replace('mode: overlap', 'mode: fence-first'));
  expect(report.verdict).toBe('contained');
  expect(judged.intruder.successesAfterContained).toBe(0);
  expect(first(rows, 'credential.fenced')).toBeGreaterThan(-1);
  expect(first(rows, 'credential.fenced')).toBeLessThan(first(rows, 'credential.minted'));
  const fenced = rows.flatMap((row) => (row.kind === 'credential.fenced' ? [row.body.result.outcome] : []));
  expect(fenced).toEqual(fenced.map(() => 'done'));
}, 120_000);

test('strict sequence: a step is entered only after the one before it has finished', async () => {
  const { report, rows, judged } = await contain((yaml) => yaml.replace('sequence: flow', 'sequence: strict'));
  expect(report.verdict).toBe('contained');
  expect(judged.intruder.successesAfterContained).toBe(0);
  expect(judged.dependents.failures).toBe(0);
  const order = rows.flatMap((row) =>
    row.kind === 'step.entered' || row.kind === 'step.finished' ? [`${row.body.verb} ${row.kind}`] : [],
  );
  const verbs = ['rotate', 'freeze', 'disconnect', 'pull', 'sweep', 'revoke'];
  expect(order).toEqual(verbs.flatMap((verb) => [`${verb} step.entered`, `${verb} step.finished`]));
}, 120_000);
