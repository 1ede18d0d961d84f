/** An alert that arrives while Temporal or PostgreSQL does not answer: what is said, and is anything lost? */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OpenCheckpoint } from '../../domain/checkpoint.ts';
import type { Report } from '../../domain/report.ts';
import { type Fleet, startFleet } from '../../drill/fleet.ts';
import { readStackRecord } from '../../runtime/stack-record.ts';
import { type Installation, install, type Ran } from '../support/installation.ts';
import { openCheckpoints } from '../support/responder.ts';

let firebreak: Installation;
let fleet: Fleet;

beforeAll(async () => {
  firebreak = await install();
  const recipient = await identityToRecipient(await generateX25519Identity());
  fleet = await startFleet({ dir: join(firebreak.state, 'fleet'), recipient, sessions: 1, hops: 1, tokens: 1 });
  for (const secret of fleet.secrets) await firebreak.run('secret', 'put', secret.name, '--file', secret.file);
  fleet.forgetSecrets();
}, 120_000);

afterAll(async () => {
  await fleet.stop();
  await firebreak.stop();
}, 60_000);

const respond = () =>
  firebreak.run('respond', '--alert', fleet.reportFile, '--config', fleet.configYaml, '--no-wait', '--json');

/** A stopped process keeps its sockets and answers nobody, and the supervisor does not see it as dead. */
async function whileStopped<T>(name: 'temporal' | 'postgres', body: () => Promise<T>): Promise<T> {
  const pid = readStackRecord(join(firebreak.state, 'stack.json'))?.processes[name]?.pid ?? 0;
  const all = [pid, ...childrenOf(pid)];
  for (const one of all) process.kill(one, 'SIGSTOP');
  try {
    return await body();
  } finally {
    for (const one of all) process.kill(one, 'SIGCONT');
  }
}

function childrenOf(pid: number): readonly number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
}

test('Temporal does not answer: a clear error, the alert is kept, and the same command goes on from there', async () => {
  const down = await whileStopped('temporal', respond);
  expect(down.exit).toBe(1);
  expect(down.stderr).toContain('ERR_TEMPORAL_DOWN');
  expect(down.stderr).toContain('nothing is lost');
  const up = await respond();
  expect(up.exit).toBe(0);
  expect(await incidents()).toEqual(started(up));
}, 60_000);

test('PostgreSQL does not answer: a clear error, and the same command joins once it does', async () => {
  const before = await incidents();
  const down = await whileStopped('postgres', respond);
  expect(down.exit).toBe(1);
  expect(down.stderr).toMatch(/ERR_DATABASE_DOWN/);
  const up = await respond();
  expect(up.exit).toBe(0);
  expect(started(up)).toEqual(before);
}, 120_000);

test('an answer given while Temporal does not answer is kept and takes effect once it does', async () => {
  const question = await poll(async () => (await openCheckpoints(firebreak))[0]);
  const decide = ['decide', question.id, 'deny', '--as', 'ana', '--digest', question.digest];
  const down = await whileStopped('temporal', () => firebreak.run(...decide));
  expect(down.stderr).toContain('ERR_TEMPORAL_DOWN');
  expect(await poll(() => heldStep(question))).toBe('held');
}, 120_000);

/** Held once the response itself has heard the no: the stored answer alone does not change a step. */
async function heldStep({ incidentId, verb }: OpenCheckpoint): Promise<string | undefined> {
  const { stdout } = await firebreak.run('show', incidentId, '--json');
  const { report } = JSON.parse(stdout) as { report: Report };
  return report.steps.find((step) => step.verb === verb && step.state === 'held')?.state;
}

/** Looks again until there is something; the test's own timeout is the limit. */
async function poll<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
  }
}

const started = ({ stdout }: Ran) =>
  (JSON.parse(stdout) as { incidents: { incidentId: string }[] }).incidents.map(({ incidentId }) => incidentId);

async function incidents(): Promise<readonly string[]> {
  const { stdout } = await firebreak.run('list', '--json');
  return (JSON.parse(stdout) as { incidents: { id: string }[] }).incidents.map(({ id }) => id);
}
