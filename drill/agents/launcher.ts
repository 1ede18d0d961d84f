/** May this agent be started? The launcher looks at the bar first, and starts again what ended without being asked. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as rest } from 'node:timers/promises';
import { FirebreakError } from '../../domain/errors.ts';
import { writePrivateJson } from '../process/private-file.ts';
import { readJson } from '../process/read-json.ts';
import { type Child, spawnChild } from '../process/spawn.ts';
import { startTicks } from '../process/start-ticks.ts';
import type { AgentSettings } from './agent-settings.ts';

export type Launched =
  | { readonly state: 'started'; readonly session: string; readonly pid: number }
  | { readonly state: 'barred' }
  | { readonly state: 'failed' };

export interface AgentHome {
  readonly agent: string;
  /** One `<session>.json` per running session. */
  readonly runDir: string;
  /** JSON `{ "agents": [...] }` of agents that must not be started. */
  readonly barFile: string;
  readonly logFile: string;
  /** The client its sessions act under. */
  readonly keyId: string;
  settings(session: string): AgentSettings;
}

export interface Launcher {
  start(session?: string): Promise<Launched>;
  stop(): Promise<void>;
}

const restartMs = 500;
/** Enough to show that a bar holds; not a loop for an agent whose credential is gone. */
const restartsMax = 3;

export function createLauncher(home: AgentHome, onPid: (name: string, pid: number) => void): Launcher {
  mkdirSync(home.runDir, { recursive: true, mode: 0o700 });
  const running = new Set<Child<object>>();
  let stopping = false;
  let restarts = 0;
  let count = 0;
  const start = async (session?: string): Promise<Launched> => {
    if (isBarred(home)) return { state: 'barred' };
    count += 1;
    const name = session ?? `${home.agent}-${count}`;
    const child = await launch(home, name, onPid).catch(() => undefined);
    if (child === undefined) {
      rmSync(runFile(home, name), { force: true });
      return { state: 'failed' };
    }
    running.add(child);
    void child.exited.then(() => again(child, name));
    return { state: 'started', session: name, pid: child.pid };
  };
  const again = async (child: Child<object>, session: string): Promise<void> => {
    running.delete(child);
    rmSync(runFile(home, session), { force: true });
    if (restarts++ >= restartsMax) return;
    await rest(restartMs, undefined, { ref: false });
    if (!stopping) await start();
  };
  const stop = async (): Promise<void> => {
    stopping = true;
    await Promise.all([...running].map(killGroup));
  };
  return { start, stop };
}

function runFile(home: AgentHome, session: string): string {
  return join(home.runDir, `${session}.json`);
}

function isBarred(home: AgentHome): boolean {
  return (readJson(home.barFile) as { agents: readonly string[] } | undefined)?.agents.includes(home.agent) ?? false;
}

/** The run file is there before the session can do anything. */
async function launch(
  home: AgentHome,
  session: string,
  onPid: (name: string, pid: number) => void,
): Promise<Child<object>> {
  const { agent, keyId, logFile } = home;
  const settings = home.settings(session);
  return spawnChild({ name: session, entry: 'agents/agent-main', settings, logFile }, (pid) => {
    onPid(session, pid);
    const ticks = startTicks(pid);
    if (ticks === undefined)
      throw new FirebreakError('ERR_SETUP', `session ${session} ended as it was started; see ${logFile}`);
    const run = { session, agent, keyId, pid, startTicks: ticks, startedAt: new Date().toISOString() };
    writePrivateJson(runFile(home, session), run);
  });
}

/** SIGKILL also ends a session that somebody stopped. */
async function killGroup(child: Child<object>): Promise<void> {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Already gone.
  }
  await child.exited;
}
