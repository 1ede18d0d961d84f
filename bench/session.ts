/** An agent session to be stopped: a process group of its own. When did the kernel say that it stands still? */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Session {
  readonly pid: number;
  /** Milliseconds since the epoch, from the kernel's own notice (SIGCHLD) that the process was stopped. */
  readonly stoppedAtMs: Promise<number>;
  end(): void;
}

/** Starts a session and writes its run file, as a launcher of agents does. */
export async function startSession(runDir: string, agent: string, keyId: string): Promise<Session> {
  const child = spawn('sleep', ['3600'], { detached: true, stdio: 'ignore' });
  await once(child, 'spawn');
  const pid = child.pid ?? 0;
  const session = `${agent}-1`;
  const run = { session, agent, keyId, pid, startTicks: Number(statOf(pid)[19]), startedAt: new Date().toISOString() };
  writeFileSync(join(runDir, `${session}.json`), JSON.stringify(run), { mode: 0o600 });
  const end = (): void => {
    process.off('exit', end);
    child.kill('SIGKILL');
  };
  process.on('exit', end);
  return { pid, stoppedAtMs: stopped(pid), end };
}

function stopped(pid: number): Promise<number> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (statOf(pid)[0] !== 'T') return;
      process.off('SIGCHLD', look);
      resolve(Date.now());
    };
    process.on('SIGCHLD', look);
  });
}

/** Fields of proc_pid_stat(5) from the third on, the state; empty when the process is gone. */
function statOf(pid: number): readonly string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}
