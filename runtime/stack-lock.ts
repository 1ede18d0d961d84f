/** Is this process the only one that runs a stack on this state folder? */
import { linkSync, renameSync, rmSync } from 'node:fs';
import { FirebreakError } from '../domain/errors.ts';
import { readJson, writeJson } from './json-file.ts';
import { identify, isAlive, type ProcessId } from './process-id.ts';

export interface StackLock {
  readonly owner: ProcessId;
  release(): void;
}

/** The living process that holds the lock, or null. */
export function lockHolder(file: string): ProcessId | null {
  const holder = readJson(file) as ProcessId | null;
  return typeof holder?.pid === 'number' && isAlive(holder) ? holder : null;
}

/** Takes the lock, also from a process that is gone; throws when a living one holds it. */
export function takeLock(file: string, stateDir: string): StackLock {
  const owner = identify(process.pid);
  if (owner === null) throw new FirebreakError('ERR_SETUP', 'This process could not read its own start time.');
  const mine = `${file}.${process.pid}`;
  writeJson(mine, owner);
  try {
    // A dead holder's lock is moved away; of several that try, one link wins.
    for (let tries = 0; tries < 3; tries += 1) {
      if (linked(mine, file)) return { owner, release: () => releaseLock(file, owner) };
      const holder = lockHolder(file);
      if (holder !== null) throw alreadyRunning(stateDir, holder.pid);
      moveAway(file);
    }
    throw alreadyRunning(stateDir, lockHolder(file)?.pid ?? 0);
  } finally {
    rmSync(mine, { force: true });
  }
}

function linked(mine: string, file: string): boolean {
  try {
    linkSync(mine, file);
    return true;
  } catch {
    return false;
  }
}

/** Puts a living holder's lock back when another process was quicker between our look and our move. */
function moveAway(file: string): void {
  const aside = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, aside);
  } catch {
    return; // Another process moved it.
  }
  if (lockHolder(aside) !== null) linked(aside, file);
  rmSync(aside, { force: true });
}

function releaseLock(file: string, owner: ProcessId): void {
  if (lockHolder(file)?.pid === owner.pid) rmSync(file, { force: true });
}

function alreadyRunning(stateDir: string, pid: number): FirebreakError {
  return new FirebreakError(
    'ERR_SETUP',
    `A stack already runs on ${stateDir} (process ${pid}). Use it as it is, stop it with \`firebreak down\`, or give another --state folder.`,
  );
}
