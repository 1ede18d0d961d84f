/** What does a state folder hold of ours, and how is it removed? Only what we made; the folder itself when that leaves it empty. */
import { existsSync, lstatSync, readdirSync, realpathSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { FirebreakError } from '../domain/errors.ts';
import { openToAll } from './postgres-place.ts';
import { isAlive } from './process-id.ts';
import { lockHolder } from './stack-lock.ts';
import { readStackRecord } from './stack-record.ts';
import { type StateFolder, stateFolder } from './state-folder.ts';

export interface Removal {
  readonly path: string;
  /** What is lost with it, for people. */
  readonly what: string;
  readonly bytes: number;
}

const ours: Readonly<Record<string, string>> = {
  postgres: 'every incident, its evidence and its report',
  temporal: 'the state of every running response',
  sealed: 'every sealed secret, and the master key that opens them',
  drill: 'the practice fleet',
  reports: 'reports written to files',
  logs: 'the logs of all servers',
  'api-token': 'the token of the gateway',
  'stack.json': 'the record of the last stack',
  'stack.lock': 'the lock of the last stack',
  'runtime.json': 'where the last stack listened',
  'database-url': 'how the last stack reached its database',
};

export function cleanable(stateDir: string): readonly Removal[] {
  const state = stateFolder(stateDir);
  const names = Object.keys(ours).filter((name) => lstatSync(join(state.dir, name), { throwIfNoEntry: false }));
  return names.map((name) => {
    const path = realPath(join(state.dir, name));
    return { path, what: ours[name] ?? '', bytes: sizeOf(path) };
  });
}

/** `confirmed` must be true: what is removed cannot be brought back. */
export function cleanState(stateDir: string, confirmed: boolean): readonly Removal[] {
  const state = stateFolder(stateDir);
  const removals = cleanable(stateDir);
  if (!confirmed) throw new FirebreakError('ERR_USAGE', unconfirmed(state, removals));
  if (stillRuns(state)) {
    throw new FirebreakError('ERR_USAGE', `A stack runs on ${state.dir}. Stop it with \`firebreak down\` first.`);
  }
  for (const { path } of removals) rmSync(path, { recursive: true, force: true });
  for (const name of Object.keys(ours)) rmSync(join(state.dir, name), { recursive: true, force: true });
  if (existsSync(state.dir) && readdirSync(state.dir).length === 0) rmdirSync(state.dir);
  return removals;
}

/** Only our own link is followed: the one to a database that had to be placed elsewhere. */
function realPath(path: string): string {
  const target = existsSync(path) ? realpathSync(path) : path;
  return target.startsWith(`${openToAll}/`) ? target : path;
}

function unconfirmed(state: StateFolder, removals: readonly Removal[]): string {
  if (removals.length === 0) return `There is nothing of ours in ${state.dir}.`;
  const lines = removals.map(({ path, what }) => `  ${path}: ${what}`);
  return `Nothing was removed. This would remove, for good:\n${lines.join('\n')}\nRun it again with --yes.`;
}

function stillRuns(state: StateFolder): boolean {
  const servers = Object.values(readStackRecord(state.stackFile)?.processes ?? {});
  return lockHolder(state.lockFile) !== null || servers.some((id) => isAlive(id));
}

function sizeOf(path: string): number {
  const stat = lstatSync(path);
  if (!stat.isDirectory()) return stat.size;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}
