import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Connector } from '../../connectors/connector.ts';
import { processTable, statOf } from '../../connectors/process/process-client.ts';
import { processKind } from '../../connectors/process/process-connector.ts';
import type { Holding } from '../../domain/holding.ts';
import { contextFor } from './held-secrets.ts';

const place = 'agent/billing/sessions';
const since = new Date(0).toISOString();
let folder: string;
let connector: Connector;
let children: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'firebreak-process-'));
  const settings = { runDir: folder, barFile: join(folder, 'bar') };
  connector = processKind.create(settings, contextFor(place));
});

afterEach(async () => {
  for (const child of children) if (child.pid !== undefined) killGroup(child.pid);
  children = [];
  await rm(folder, { recursive: true, force: true });
});

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    expect(statOf(pid)?.state ?? 'Z').toBe('Z');
  }
}

/** A real session: its own group, a leader and two children. */
async function startSession(session: string, script = 'sleep 300 & sleep 300 & wait', keyId = 'key-1') {
  const child = spawn('sh', ['-c', `echo up; ${script}`], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(child);
  await new Promise((resolve) => child.stdout?.once('data', resolve));
  const pid = child.pid ?? 0;
  const startTicks = statOf(pid)?.startTicks ?? 0;
  await writeRun(session, { session, agent: 'billing', keyId, pid, startTicks, startedAt: since });
  return { pid, startTicks };
}

async function writeRun(name: string, run: object): Promise<void> {
  await writeFile(join(folder, `${name}.json`), JSON.stringify(run));
}

async function find(query: { keyIds?: string[]; agents?: string[] }): Promise<readonly Holding[]> {
  return (await connector.sessions?.find?.({ keyIds: [], agents: [], since, ...query })) ?? [];
}

async function foundSessions(query: { keyIds?: string[]; agents?: string[] }): Promise<readonly unknown[]> {
  return (await find(query)).map(({ locator }) => locator['session']);
}

async function barred(): Promise<unknown> {
  return JSON.parse(await readFile(join(folder, 'bar'), 'utf8'));
}

async function groupStates(pid: number): Promise<string> {
  const table = await processTable();
  return table
    .filter(({ pgrp }) => pgrp === pid)
    .map(({ state }) => state)
    .join('');
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 5));
}

const outcomes = (results: readonly { outcome: string }[] | undefined) => results?.map(({ outcome }) => outcome);

test('finds sessions by key id, by agent and by session, and no others', async () => {
  await startSession('s-1');
  await startSession('s-2', 'sleep 300', 'key-2');
  expect(await foundSessions({ keyIds: ['key-1'] })).toEqual(['s-1']);
  expect(await foundSessions({ agents: ['billing'] })).toEqual(['s-1', 's-2']);
  expect(await foundSessions({ agents: ['session:s-2'] })).toEqual(['s-2']);
  expect(await foundSessions({ keyIds: ['other'], agents: ['research'] })).toEqual([]);
});

test('stops the whole group, repeats as already done, and lets it go on again', async () => {
  const { pid } = await startSession('s-1');
  await until(async () => (await groupStates(pid)).length === 3);
  const held = await find({ keyIds: ['key-1'] });
  expect(outcomes(await connector.sessions?.brake?.(held))).toEqual(['done']);
  expect(await groupStates(pid)).toBe('TTT');
  expect(outcomes(await connector.sessions?.brake?.(held))).toEqual(['already-done']);
  expect((await connector.sessions?.confirm?.(held))?.[0]?.state).toBe('still-open');
  expect(outcomes(await connector.sessions?.release?.(held))).toEqual(['done']);
  expect(await groupStates(pid)).toMatch(/^[RSD]{3}$/);
});

test('kills a stopped group and proves it gone; a second kill is already done', async () => {
  const { pid } = await startSession('s-1');
  const held = await find({ keyIds: ['key-1'] });
  await connector.sessions?.brake?.(held);
  expect(outcomes(await connector.sessions?.end?.(held))).toEqual(['done']);
  expect(await groupStates(pid)).toMatch(/^Z*$/);
  expect(outcomes(await connector.sessions?.end?.(held))).toEqual(['already-done']);
  expect(await connector.sessions?.confirm?.(held)).toMatchObject([{ state: 'ended', proof: { level: 'read-back' } }]);
  expect(await find({ keyIds: ['key-1'] })).toEqual([]);
});

test('reaches a child that moved to a group of its own', async () => {
  const { pid } = await startSession('s-1', 'setsid sleep 300 & wait');
  const stray = async () => (await processTable()).find(({ ppid, pgrp }) => ppid === pid && pgrp !== pid);
  await until(async () => (await stray()) !== undefined);
  const strayPid = (await stray())?.pid ?? 0;
  const held = await find({ keyIds: ['key-1'] });
  await connector.sessions?.brake?.(held);
  expect(statOf(strayPid)?.state).toBe('T');
  expect(outcomes(await connector.sessions?.end?.(held))).toEqual(['done']);
  expect(statOf(strayPid)?.state ?? 'Z').toBe('Z');
});

test('never touches a process that has the number of a session but another start time', async () => {
  const { pid, startTicks } = await startSession('s-1');
  await writeRun('s-1', {
    session: 's-1',
    agent: 'billing',
    keyId: 'key-1',
    pid,
    startTicks: startTicks - 1,
    startedAt: since,
  });
  expect(await find({ keyIds: ['key-1'] })).toEqual([]);
  const reused = holding({ pid, startTicks: startTicks - 1 });
  expect(outcomes(await connector.sessions?.brake?.([reused]))).toEqual(['already-done']);
  expect(outcomes(await connector.sessions?.end?.([reused]))).toEqual(['already-done']);
  expect(await connector.sessions?.confirm?.([reused])).toMatchObject([{ state: 'ended' }]);
  expect(statOf(pid)?.state).toMatch(/^[RSD]$/);
});

test('refuses pid 1, its own group, its ancestors, and a process that leads no group', async () => {
  const { pid } = await startSession('s-1');
  const childOf = async () => (await processTable()).find(({ ppid }) => ppid === pid);
  await until(async () => (await childOf()) !== undefined);
  const member = await childOf();
  const targets = [1, process.pid, process.ppid, statOf(process.pid)?.pgrp ?? 0, member?.pid ?? 0];
  const holdings = targets.map((target) => holding({ pid: target, startTicks: statOf(target)?.startTicks ?? 0 }));
  const results = await connector.sessions?.end?.(holdings);
  expect(outcomes(results)).toEqual(targets.map(() => 'refused'));
  expect(results?.every(({ reason }) => reason !== undefined && reason.length > 20)).toBe(true);
  expect(statOf(member?.pid ?? 0)?.state).toMatch(/^[RSD]$/);
});

test('does not guess when the first process is gone and its group is not', async () => {
  const { pid } = await startSession('s-1', 'sleep 300 & exit 0');
  await until(async () => statOf(pid) === undefined);
  const held = await find({ keyIds: ['key-1'] });
  expect(outcomes(await connector.sessions?.end?.(held))).toEqual(['refused']);
  expect(await connector.sessions?.confirm?.(held)).toMatchObject([{ state: 'still-open' }]);
});

test('an unreadable run file is a holding that cannot be ended, not a silent pass', async () => {
  await writeFile(join(folder, 'broken.json'), '{"pid":');
  const held = await find({ keyIds: ['key-1'] });
  expect(held).toMatchObject([{ id: `${place}#broken.json`, name: 'unreadable run file broken.json' }]);
  expect(outcomes(await connector.sessions?.end?.(held))).toEqual(['refused']);
  expect(await connector.sessions?.confirm?.(held)).toMatchObject([{ state: 'unknowable' }]);
});

test('bars agents without losing those barred at the same time, and unbars', async () => {
  const results = await Promise.all(['a', 'b', 'c'].map(async (agent) => connector.bar?.([agent])));
  expect(results.map((result) => result?.outcome)).toEqual(['done', 'done', 'done']);
  expect(await barred()).toEqual({ agents: ['a', 'b', 'c'] });
  expect((await connector.bar?.(['a', 'b']))?.outcome).toBe('already-done');
  expect((await connector.unbar?.(['a', 'b']))?.outcome).toBe('done');
  expect(await barred()).toEqual({ agents: ['c'] });
});

test('names a run folder that is not there', async () => {
  await rm(folder, { recursive: true });
  await expect(find({ keyIds: ['key-1'] })).rejects.toMatchObject({ code: 'ERR_PROVIDER_UNREACHABLE' });
});

function holding(locator: Holding['locator']): Holding {
  return {
    id: `${place}#hand-made`,
    kind: 'session',
    place,
    name: 'hand-made',
    keyId: 'key-1',
    openedAt: since,
    locator,
  };
}
