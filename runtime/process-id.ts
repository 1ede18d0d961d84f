/** Which process is meant, so that a reused pid is never mistaken for it? */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ProcessId {
  readonly pid: number;
  /** Boot id and start ticks (field 22 of /proc/pid/stat); on systems without /proc the start time that `ps` prints. */
  readonly started: string;
}

/** One signal and how long to wait for the end before the next one, in milliseconds. */
export interface StopSignal {
  readonly signal: NodeJS.Signals;
  readonly waitMs: number;
}

/** The identity of a living process, or null when the pid is free or a zombie. */
export function identify(pid: number): ProcessId | null {
  const started = process.platform === 'linux' ? startedLinux(pid) : startedElsewhere(pid);
  return started === null ? null : { pid, started };
}

export function isAlive(id: ProcessId): boolean {
  return identify(id.pid)?.started === id.started;
}

/** Signals the process, harder each time, until it is gone. Does nothing when the pid belongs to another process now. */
export async function endProcess(id: ProcessId, signals: readonly StopSignal[]): Promise<void> {
  for (const { signal, waitMs } of signals) {
    if (!isAlive(id)) return;
    send(id.pid, signal);
    if (await goneWithin(id, waitMs)) return;
  }
}

function startedLinux(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command name (field 2) may hold spaces and brackets: count from behind its closing one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : `${bootId()}:${fields[19] ?? ''}`;
  } catch {
    return null;
  }
}

function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8);
}

function startedElsewhere(pid: number): string | null {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' }).trim() || null;
  } catch {
    return null;
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended between the look and the signal.
  }
}

async function goneWithin(id: ProcessId, waitMs: number): Promise<boolean> {
  const until = Date.now() + waitMs;
  while (Date.now() < until) {
    if (!isAlive(id)) return true;
    await sleep(20);
  }
  return !isAlive(id);
}
