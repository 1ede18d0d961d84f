/** Is a PostgreSQL of an earlier life still at our data, and is its pid file true? */
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { endProcess, identify, type StopSignal } from './process-id.ts';

/** SIGINT: fast shutdown; SIGQUIT: at once, repaired by the log at the next start. */
export const postgresStop: readonly StopSignal[] = [
  { signal: 'SIGINT', waitMs: 15_000 },
  { signal: 'SIGQUIT', waitMs: 5_000 },
  { signal: 'SIGKILL', waitMs: 5_000 },
];

/**
 * PostgreSQL refuses to start when the pid in a left-over postmaster.pid lives again as something else of the same user.
 * A PostgreSQL on this very data folder is ended; any other process is left alone and the file is removed.
 */
export async function clearOrphan(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid');
  const pid = firstLine(file);
  if (pid === null) return;
  const id = identify(pid);
  if (id !== null && commandLine(pid).includes(data)) await endProcess(id, postgresStop);
  rmSync(file, { force: true });
}

function firstLine(file: string): number | null {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
    return pid > 1 ? pid : null;
  } catch {
    return null;
  }
}

function commandLine(pid: number): string {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' });
  } catch {
    return '';
  }
}
