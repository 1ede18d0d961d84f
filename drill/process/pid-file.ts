/** Which processes did an interrupted fleet leave behind, and are they still the same ones? */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { FirebreakError } from '../../domain/errors.ts';
import { writePrivateJson } from './private-file.ts';
import { readJson } from './read-json.ts';
import { startTicks } from './start-ticks.ts';

interface Entry {
  readonly name: string;
  readonly pid: number;
  readonly startTicks: number;
}

interface Left {
  /** Whose fleet it is. */
  readonly owner: Entry;
  readonly entries: readonly Entry[];
  /** Folders outside the fleet's own that go with it. */
  readonly folders: readonly string[];
}

export interface PidFile {
  add(name: string, pid: number): void;
  addFolder(path: string): void;
  pids(): readonly number[];
  remove(): void;
}

const fileName = 'fleet-pids.json';

export function openPidFile(dir: string): PidFile {
  const path = join(dir, fileName);
  const owner: Entry = { name: 'owner', pid: process.pid, startTicks: startTicks(process.pid) ?? 0 };
  const entries: Entry[] = [];
  const folders: string[] = [];
  const save = (): void => writePrivateJson(path, { owner, entries, folders } satisfies Left);
  return {
    add(name, pid) {
      const ticks = startTicks(pid);
      if (ticks !== undefined) entries.push({ name, pid, startTicks: ticks });
      save();
    },
    addFolder(folder) {
      folders.push(folder);
      save();
    },
    pids: () => entries.map((entry) => entry.pid),
    remove: () => rmSync(path, { force: true }),
  };
}

/** Ends what an earlier run in this folder left running; a reused pid is never touched. Returns the names ended. */
export function endLeftovers(dir: string): readonly string[] {
  const left = readJson(join(dir, fileName)) as Left | undefined;
  if (left === undefined) return [];
  if (isAlive(left.owner)) {
    const what = `a fleet of process ${left.owner.pid} is running in ${dir}; stop it first, or use another folder`;
    throw new FirebreakError('ERR_SETUP', what);
  }
  const alive = left.entries.filter(isAlive);
  for (const entry of alive) process.kill(entry.pid, 'SIGKILL');
  for (const folder of left.folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  rmSync(join(dir, fileName), { force: true });
  return alive.map((entry) => entry.name);
}

function isAlive(entry: Entry): boolean {
  return startTicks(entry.pid) === entry.startTicks;
}
