import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Connection, Client as TemporalClient } from '@temporalio/client';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isAlive } from '../../runtime/process-id.ts';
import { readDatabaseUrl, readRuntimeFile } from '../../runtime/runtime-file.ts';
import { ensureStack } from '../../runtime/stack-ensure.ts';
import { readStackRecord, serverNames } from '../../runtime/stack-record.ts';
import { type Stack, upStack } from '../../runtime/stack-up.ts';
import { stateFolder } from '../../runtime/state-folder.ts';
import { newStateDir, removeStateDir, standIns, stateDir, until, upElsewhere } from '../support/stack.ts';

async function sql(dir: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const connectionString = readDatabaseUrl(readRuntimeFile(stateFolder(dir).runtimeFile));
  const client = new Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

function processOf(dir: string, name: (typeof serverNames)[number]) {
  return readStackRecord(stateFolder(dir).stackFile)?.processes[name];
}

async function temporalOf(dir: string): Promise<TemporalClient> {
  const { temporalAddress: address, namespace } = readRuntimeFile(stateFolder(dir).runtimeFile);
  return new TemporalClient({ connection: await Connection.connect({ address }), namespace });
}

/** Arguments and environment, as any process of the same user can read them. */
function seenFromOutside(pid: number): string {
  if (process.platform !== 'linux') return execFileSync('ps', ['eww', '-p', String(pid)], { encoding: 'utf8' });
  return ['cmdline', 'environ'].map((file) => readFileSync(`/proc/${pid}/${file}`, 'utf8')).join('\n');
}

const lines: string[] = [];
let dir = '';
let stack: Stack;

beforeAll(async () => {
  dir = newStateDir();
  stack = await upStack(standIns(dir, lines));
}, 60_000);

afterAll(async () => {
  await stack.stop();
  await removeStateDir(dir);
});

test('four processes are up and answer', async () => {
  const processes = serverNames.map((name) => stack.record.processes[name]);
  expect(processes.every((id) => id !== undefined && isAlive(id))).toBe(true);
  expect((await fetch(`${stack.gatewayUrl}/healthz`)).status).toBe(200);
  expect(await sql(dir, 'SELECT current_database() AS name')).toEqual([{ name: 'firebreak' }]);
});

test('the database password is in 0600 files only', () => {
  const { record, state } = stack;
  const { password } = new URL(readDatabaseUrl(readRuntimeFile(state.runtimeFile)));
  for (const { pid } of Object.values(record.processes)) expect(seenFromOutside(pid)).not.toContain(password);
  for (const file of [state.stackFile, state.runtimeFile]) expect(readFileSync(file, 'utf8')).not.toContain(password);
  const files = [state.databaseUrlFile, join(state.postgres, 'password'), state.stackFile, state.runtimeFile];
  expect(files.map((file) => statSync(file).mode & 0o777)).toEqual([0o600, 0o600, 0o600, 0o600]);
});

test('a second stack on the same folder is refused, and work joins the first', async () => {
  await expect(upStack(standIns(dir))).rejects.toThrow(`A stack already runs on ${dir} (process ${process.pid})`);
  const joined = await ensureStack(standIns(dir));
  expect(joined).toMatchObject({ started: false, gatewayUrl: stack.gatewayUrl });
  await joined.stop();
  expect((await fetch(`${stack.gatewayUrl}/healthz`)).status).toBe(200);
});

test('a stack with another folder runs beside it and ends alone', { timeout: 60_000 }, async () => {
  const other = stateDir();
  const second = await upStack(standIns(other));
  await sql(dir, 'CREATE TABLE only_here (id int)');
  expect(await sql(other, "SELECT 1 FROM pg_tables WHERE tablename = 'only_here'")).toEqual([]);
  await second.stop();
  const ended = serverNames.map((name) => second.record.processes[name]);
  expect(ended.filter((id) => id !== undefined && isAlive(id))).toEqual([]);
  expect((await fetch(`${stack.gatewayUrl}/healthz`)).status).toBe(200);
});

test('a server that is killed comes back with what it knew', { timeout: 60_000 }, async () => {
  await sql(dir, "CREATE TABLE kept AS SELECT 'row' AS value");
  for (const name of serverNames) {
    const before = processOf(dir, name);
    if (before === undefined) throw new Error(`${name} is not on record`);
    process.kill(before.pid, 'SIGKILL');
    await until(() => lines.includes(`${name} answers again`));
    expect(processOf(dir, name)?.pid).not.toBe(before.pid);
  }
  expect(await sql(dir, 'SELECT value FROM kept')).toEqual([{ value: 'row' }]);
  expect((await fetch(`${stack.gatewayUrl}/healthz`)).status).toBe(200);
});

test('after SIGKILL of the supervisor the next start leaves no orphan and keeps all data', {
  timeout: 60_000,
}, async () => {
  const killed = stateDir();
  const supervisor = await upElsewhere(killed);
  await sql(killed, "CREATE TABLE kept AS SELECT 'row' AS value");
  const before = await temporalOf(killed);
  await before.workflow.start('waits', { taskQueue: 'nobody', workflowId: 'kept' });
  await before.connection.close();
  const orphans = Object.values(readStackRecord(stateFolder(killed).stackFile)?.processes ?? {});
  supervisor.kill('SIGKILL');
  await once(supervisor, 'exit');
  const next = await upStack(standIns(killed));
  expect(orphans).toHaveLength(4);
  expect(orphans.filter((id) => isAlive(id))).toEqual([]);
  expect(await sql(killed, 'SELECT value FROM kept')).toEqual([{ value: 'row' }]);
  const after = await temporalOf(killed);
  expect((await after.workflow.getHandle('kept').describe()).status.name).toBe('RUNNING');
  await after.connection.close();
  await next.stop();
});
