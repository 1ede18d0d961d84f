import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { identify, isAlive, type ProcessId } from '../../runtime/process-id.ts';
import { cleanState } from '../../runtime/stack-clean.ts';
import { downStack } from '../../runtime/stack-down.ts';
import { lockHolder, takeLock } from '../../runtime/stack-lock.ts';
import { reapServers } from '../../runtime/stack-reap.ts';
import { readStackRecord } from '../../runtime/stack-record.ts';
import { stateFolder } from '../../runtime/state-folder.ts';
import { stateDir, upElsewhere } from '../support/stack.ts';

/** A process that only waits, ended with the test. */
async function sleeper(): Promise<ProcessId> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child, 'spawn');
  const id = identify(child.pid ?? 0);
  if (id === null) throw new Error('the sleeper did not start');
  return id;
}

const dead: ProcessId = { pid: 2 ** 22 - 1, started: 'another boot:1' };
const silent = () => undefined;

test('a recorded server is ended; a process that reuses a recorded pid is not touched', async () => {
  const [orphan, stranger] = await Promise.all([sleeper(), sleeper()]);
  const processes = { worker: orphan, gateway: { pid: stranger.pid, started: 'another boot:1' } };
  const record = { phase: 'up', owner: dead, processes, startedAt: '2026-01-01T00:00:00.000Z' } as const;
  expect(await reapServers(record, silent)).toEqual(['worker']);
  expect([isAlive(orphan), isAlive(stranger)]).toEqual([false, true]);
});

test('the lock of a process that is gone is taken over', () => {
  const dir = stateDir();
  const { lockFile } = stateFolder(dir);
  writeFileSync(lockFile, JSON.stringify(dead));
  expect(lockHolder(lockFile)).toBeNull();
  const lock = takeLock(lockFile, dir);
  expect(lockHolder(lockFile)?.pid).toBe(process.pid);
  expect(() => takeLock(lockFile, dir)).toThrow('already runs');
  lock.release();
  expect(existsSync(lockFile)).toBe(false);
});

test('down stops a stack that another process supervises', { timeout: 60_000 }, async () => {
  const dir = stateDir();
  const supervisor = await upElsewhere(dir);
  const servers = Object.values(readStackRecord(stateFolder(dir).stackFile)?.processes ?? {});
  expect(servers).toHaveLength(4);
  const ended = once(supervisor, 'exit');
  expect(await downStack(dir, silent)).toEqual({ stopped: supervisor.pid, reaped: [] });
  expect((await ended)[0]).toBe(0);
  expect(servers.filter((id) => isAlive(id))).toEqual([]);
});

test('clean removes only with confirmation, only what is ours, and not under a running stack', async () => {
  const dir = stateDir();
  mkdirSync(join(dir, 'sealed'));
  writeFileSync(join(dir, 'notes.txt'), 'of the user');
  expect(() => cleanState(dir, false)).toThrow(/Nothing was removed[\s\S]*sealed: every sealed secret/);
  const lock = takeLock(stateFolder(dir).lockFile, dir);
  expect(() => cleanState(dir, true)).toThrow('firebreak down');
  lock.release();
  expect(cleanState(dir, true).map(({ path }) => path)).toEqual([join(dir, 'sealed')]);
  expect([existsSync(join(dir, 'sealed')), existsSync(join(dir, 'notes.txt'))]).toEqual([false, true]);
});
