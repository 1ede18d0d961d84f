import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { FirebreakError } from '../../domain/errors.ts';
import { type Stat, stat } from './process-schema.ts';

/** What does the kernel say of a process, and how is one signalled? Linux: proc_pid_stat(5) and kill(2). */
export function statOf(pid: number): Stat | undefined {
  const text = readProc(pid);
  return text === undefined ? undefined : stat.parse(text);
}

function readProc(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
}

/** Every process there is. A process that ends while we read is simply not in it. */
export async function processTable(): Promise<readonly Stat[]> {
  const names = await readdir('/proc').catch((cause: unknown) => {
    throw new FirebreakError(
      'ERR_SETUP',
      'There is no /proc to read; the process connector needs Linux, on the machine the agents run on.',
      { cause },
    );
  });
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  return pids.map(statOf).filter((found) => found !== undefined);
}

/** Zombies and dead tasks run no code; only their parent still has to collect them. */
export function isDead(found: Stat): boolean {
  return found.state === 'Z' || found.state === 'X';
}

export function isStopped(found: Stat): boolean {
  return found.state === 'T' || found.state === 't';
}

export type Signalled = 'sent' | 'gone' | 'forbidden';

/** A negative target is a process group, as in kill(2). */
export function signal(target: number, name: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL'): Signalled {
  try {
    process.kill(target, name);
    return 'sent';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH' ? 'gone' : 'forbidden';
  }
}
