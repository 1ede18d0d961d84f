/** One leak contained from the scanner's file to the report, seen from the servers' side by a witness that held every door. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Report } from '../../domain/report.ts';
import { type DatabaseSession, openDatabase } from '../../drill/doors/database-door.ts';
import { issuerDoor } from '../../drill/doors/issuer-door.ts';
import type { Pair } from '../../drill/doors/pair.ts';
import { openTools, type ToolsSession } from '../../drill/doors/tools-door.ts';
import { type Fleet, startFleet } from '../../drill/fleet.ts';
import { judge } from '../../drill/judge.ts';
import { type Installation, install } from '../support/installation.ts';
import { approveUntil } from '../support/responder.ts';

interface Respond {
  readonly incidents: readonly { incidentId: string; codename: string; joined: boolean }[];
  readonly reports: readonly Report[];
}

let firebreak: Installation;
let fleet: Fleet;
let leaked: Pair;
let issuerAdmin: Pair;

/** What an attacker would hold: opened with the leaked pair before anybody reacts. */
let held: { token: string; database: DatabaseSession; tools: ToolsSession };

beforeAll(async () => {
  firebreak = await install();
  const recipient = (await firebreak.run('secret', 'recipient')).stdout.trim();
  fleet = await startFleet({ dir: join(firebreak.state, 'fleet'), recipient });
  const pair = (name: string) => JSON.parse(readFileSync(fileOf(name), 'utf8')) as Pair;
  [leaked, issuerAdmin] = [pair('drill/billing'), pair('drill/issuer-admin')];
  for (const { name, file } of fleet.secrets) await firebreak.run('secret', 'put', name, '--file', file);
  fleet.forgetSecrets();
  const { access_token: token } = await issuerDoor(fleet.addresses.issuer, leaked).clientCredentials();
  held = {
    token,
    database: await openDatabase(fleet.addresses.databasePort, leaked, 'witness'),
    tools: await openTools(fleet.addresses.toolsA, token, 'witness'),
  };
}, 120_000);

afterAll(async () => {
  await fleet.stop();
  await firebreak.stop();
}, 60_000);

const fileOf = (name: string) => fleet.secrets.find((secret) => secret.name === name)?.file ?? '';

const respond = () =>
  firebreak.run('respond', '--alert', fleet.reportFile, '--config', fleet.configYaml, '--no-input', '--json');

describe.sequential('a leak that a scanner reported', () => {
  let first: Respond;
  let report: Report;

  test('is contained, and a second report of it while it runs joins', async () => {
    expect((await issuerDoor(fleet.addresses.issuer, issuerAdmin).introspect(held.token)).active).toBe(true);
    await held.database.query('SELECT 1');
    await held.tools.call('echo', { message: 'here' });
    const running = respond();
    const second = await firebreak.run(
      'respond',
      '--alert',
      fleet.reportFile,
      '--config',
      fleet.configYaml,
      '--no-wait',
      '--json',
    );
    const ran = await approveUntil(firebreak, running);
    expect(ran.stderr).not.toContain('ERR_');
    expect(ran.exit).toBe(0);
    first = JSON.parse(ran.stdout) as Respond;
    const joined = (JSON.parse(second.stdout) as Respond).incidents;
    expect(new Set([first.incidents[0]?.incidentId, joined[0]?.incidentId]).size).toBe(1);
    expect([first.incidents[0]?.joined, joined[0]?.joined].map(String).toSorted()).toEqual(['false', 'true']);
    const [only] = first.reports;
    if (!only) throw new Error('no report');
    report = only;
  }, 120_000);

  test('the issuer refuses the old pair and calls the stolen token inactive', async () => {
    await expect(issuerDoor(fleet.addresses.issuer, leaked).clientCredentials()).rejects.toThrow('401');
    expect((await issuerDoor(fleet.addresses.issuer, issuerAdmin).introspect(held.token)).active).toBe(false);
  });

  test('the database refuses the old pair and has ended the session that was open', async () => {
    const login = openDatabase(fleet.addresses.databasePort, leaked, 'witness');
    await expect(login).rejects.toMatchObject({ code: '28P01' });
    await expect(held.database.query('SELECT 1')).rejects.toThrow(/terminat|closed|not queryable/i);
  });

  test('the MCP server no longer knows the stolen session', async () => {
    await expect(held.tools.call('echo', { message: 'still here?' })).rejects.toThrow();
  });

  test('no process of an agent session lives, and the launcher starts no new one', async () => {
    const config = parse(readFileSync(fleet.configYaml, 'utf8')) as {
      agents: Record<string, { sessions: { runDir: string } }>;
    };
    const runs = Object.values(config.agents).flatMap(({ sessions: { runDir } }) =>
      readdirSync(runDir).map((name) => JSON.parse(readFileSync(join(runDir, name), 'utf8')) as { pid: number }),
    );
    expect(runs.map(({ pid }) => existsSync(`/proc/${pid}`))).toEqual(runs.map(() => false));
    expect((await fleet.startSession('billing')).state).toBe('barred');
  });

  test('the intruder had its last success before the time the report calls contained; dependents never failed', async () => {
    const { intruder, dependents } = await judge(fleet, report.containedAt);
    expect(intruder.successes).toBeGreaterThan(0);
    expect(intruder.successesAfterContained).toBe(0);
    expect(dependents.requests).toBeGreaterThan(0);
    expect(dependents.failures).toBe(0);
  });

  test('every door is proven closed or a residual that says when it dies', () => {
    expect(report.doors.filter(({ state }) => state === 'open' || state === 'braked')).toEqual([]);
    expect(
      report.doors.filter(({ state }) => state === 'closed').every(({ proof, provenAt }) => proof && provenAt),
    ).toBe(true);
    expect(report.residuals.every(({ diesAt }) => diesAt !== undefined)).toBe(true);
    expect(report.residuals.map(({ name }) => name)).toEqual([expect.stringContaining('signed URL')]);
  });

  test('the ledger verifies, and the report is there in three formats', async () => {
    const id = report.incidentId;
    expect(JSON.parse((await firebreak.run('verify', id, '--json')).stdout)).toMatchObject({ ok: true });
    expect((await firebreak.run('report', id, '--format', 'html')).stdout).toContain('<!');
    expect((await firebreak.run('report', id, '--format', 'md')).stdout).toContain(report.codename);
    expect(JSON.parse((await firebreak.run('report', id, '--json')).stdout)).toMatchObject({ verdict: 'contained' });
  });

  test('an answer to a checkpoint of the closed incident is refused', async () => {
    const decision = report.decisions[0];
    const ran = await firebreak.run(
      'decide',
      decision?.checkpointId ?? '',
      'approve',
      '--as',
      'ana',
      '--digest',
      decision?.digest ?? '',
    );
    expect(ran.exit).toBe(1);
    expect(ran.stderr).toContain('ERR_INCIDENT_CLOSED');
  });

  test('the same report again opens nothing: the leak was contained', async () => {
    const again = await respond();
    expect(again.exit).toBe(0);
    const { incidents } = JSON.parse(again.stdout) as Respond;
    expect(incidents).toMatchObject([{ incidentId: report.incidentId, joined: true, verdict: 'contained' }]);
  });
});
