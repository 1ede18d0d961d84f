import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Connection, Client as TemporalClient } from '@temporalio/client';
import { Client } from 'pg';
import { expect, test } from 'vitest';
import { isAlive } from '../../runtime/process-id.ts';
import { readDatabaseUrl, readRuntimeFile } from '../../runtime/runtime-file.ts';
import { ensureStack } from '../../runtime/stack-ensure.ts';
import { readStackRecord, serverNames } from '../../runtime/stack-record.ts';
import { upStack } from '../../runtime/stack-up.ts';
import { stateFolder } from '../../runtime/state-folder.ts';
import { standIns, stateDir, until, upElsewhere } from '../support/stack.ts';

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

test('four processes come up, answer, and end with the stack', { timeout: 60_000 }, async () => {
  const dir = stateDir();
  const stack = await upStack(standIns(dir));
  const processes = serverNames.map((name) => stack.record.processes[name]);
  expect(processes.every((id) => id !== undefined && isAlive(id))).toBe(true);
  expect((await fetch(`${stack.gatewayUrl}/healthz`)).status).toBe(200);
  expect(await sql(dir, 'SELECT current_database() AS name')).toEqual([{ name: 'firebreak' }]);
  await stack.stop();
  expect(processes.filter((id) => id !== undefined && isAlive(id))).toEqual([]);
});

test('the database password is in 0600 files only', { timeout: 60_000 }, async () => {
  const dir = stateDir();
  const stack = await upStack(standIns(dir));
  const { record, state } = stack;
  const { password } = new URL(readDatabaseUrl(readRuntimeFile(state.runtimeFile)));
  for (const id of Object.values(record.processes)) {
    for (const file of ['environ', 'cmdline'])
      expect(readFileSync(`/proc/${id.pid}/${file}`, 'utf8')).not.toContain(password);
  }
  for (const file of [state.stackFile, state.runtimeFile]) expect(readFileSync(file, 'utf8')).not.toContain(password);
  const secretFiles = [state.databaseUrlFile, join(state.postgres, 'password'), state.stackFile, state.runtimeFile];
  expect(secretFiles.map((file) => statSync(file).mode & 0o777)).toEqual([0o600, 0o600, 0o600, 0o600]);
  await stack.stop();
});

test('a server that is killed comes back with what it knew', { timeout: 60_000 }, async () => {
  const dir = stateDir();
  const lines: string[] = [];
  const stack = await upStack(standIns(dir, lines));
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
  await stack.stop();
});

test('a second stack on the same folder is refused, and work joins the first', { timeout: 60_000 }, async () => {
  const dir = stateDir();
  const first = await upStack(standIns(dir));
  await expect(upStack(standIns(dir))).rejects.toThrow(`A stack already runs on ${dir} (process ${process.pid})`);
  const joined = await ensureStack(standIns(dir));
  expect(joined).toMatchObject({ started: false, gatewayUrl: first.gatewayUrl });
  await joined.stop();
  expect((await fetch(`${first.gatewayUrl}/healthz`)).status).toBe(200);
  await first.stop();
});

test('two stacks with different folders run side by side', { timeout: 60_000 }, async () => {
  const [one, two] = [stateDir(), stateDir()];
  const stacks = await Promise.all([upStack(standIns(one)), upStack(standIns(two))]);
  await sql(one, 'CREATE TABLE only_here (id int)');
  expect(await sql(two, "SELECT 1 FROM pg_tables WHERE tablename = 'only_here'")).toEqual([]);
  await stacks[0].stop();
  expect((await fetch(`${stacks[1].gatewayUrl}/healthz`)).status).toBe(200);
  await stacks[1].stop();
});

test('after SIGKILL of the supervisor the next start leaves no orphan and keeps all data', {
  timeout: 60_000,
}, async () => {
  const dir = stateDir();
  const supervisor = await upElsewhere(dir);
  await sql(dir, "CREATE TABLE kept AS SELECT 'row' AS value");
  const before = await temporalOf(dir);
  await before.workflow.start('waits', { taskQueue: 'nobody', workflowId: 'kept' });
  await before.connection.close();
  const orphans = Object.values(readStackRecord(stateFolder(dir).stackFile)?.processes ?? {});
  supervisor.kill('SIGKILL');
  await once(supervisor, 'exit');
  const stack = await upStack(standIns(dir));
  expect(orphans).toHaveLength(4);
  expect(orphans.filter((id) => isAlive(id))).toEqual([]);
  expect(await sql(dir, 'SELECT value FROM kept')).toEqual([{ value: 'row' }]);
  const after = await temporalOf(dir);
  expect((await after.workflow.getHandle('kept').describe()).status.name).toBe('RUNNING');
  await after.connection.close();
  await stack.stop();
});
