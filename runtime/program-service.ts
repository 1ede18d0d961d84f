/** How do our own two programs run under the supervisor? As Node children that read `--runtime FILE` and hold no secret in their environment. */
import type { ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { launch } from './launch.ts';
import type { Service } from './service.ts';
import type { StateFolder } from './state-folder.ts';

export interface ProgramOptions {
  readonly program: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Ready when it prints a line `ready`. Its SIGTERM lets running activities end. */
export function workerService(state: StateFolder, options: ProgramOptions): Service {
  return {
    ...programService('worker', state, options),
    ready: async (child, signal) => {
      if (child.stdout === null) return;
      const lines = createInterface({ input: child.stdout, signal });
      return new Promise((resolve) => {
        lines.on('line', (line) => {
          if (line === 'ready') resolve();
        });
      });
    },
    stopSignals: [
      { signal: 'SIGTERM', waitMs: 30_000 },
      { signal: 'SIGKILL', waitMs: 5_000 },
    ],
  };
}

/** Ready when `GET /healthz` says so. */
export function gatewayService(state: StateFolder, options: ProgramOptions & { readonly url: string }): Service {
  return {
    ...programService('gateway', state, options),
    ready: async (_child, signal) => {
      while (!signal.aborted && !(await healthy(options.url))) await sleep(50);
    },
    stopSignals: [
      { signal: 'SIGTERM', waitMs: 10_000 },
      { signal: 'SIGKILL', waitMs: 5_000 },
    ],
  };
}

/** Whether the gateway answers, and so do the servers behind it. */
async function healthy(gatewayUrl: string): Promise<boolean> {
  return (await statusOf(gatewayUrl)) === 200;
}

/** Whether the gateway answers at all: it says itself what is wrong with the servers behind it. */
export async function answering(gatewayUrl: string): Promise<boolean> {
  return (await statusOf(gatewayUrl)) !== null;
}

async function statusOf(gatewayUrl: string): Promise<number | null> {
  const asked = fetch(new URL('/healthz', gatewayUrl), { signal: AbortSignal.timeout(5_000) });
  return asked.then(
    ({ status }) => status,
    () => null,
  );
}

function programService(
  name: 'worker' | 'gateway',
  state: StateFolder,
  options: ProgramOptions,
): Omit<Service, 'ready' | 'stopSignals'> {
  const logFile = join(state.logs, `${name}.log`);
  const args = [options.program, '--runtime', state.runtimeFile];
  // The database's URL holds a password: it goes by file.
  const { DATABASE_URL: _, ...env } = options.env;
  const start = () =>
    logged(launch({ command: process.execPath, args, env, logFile, orphanSignal: 'TERM', readStdout: true }), logFile);
  return { name, start, readyMs: 60_000, logFile };
}

function logged(child: ChildProcess, logFile: string): ChildProcess {
  child.stdout?.pipe(createWriteStream(logFile, { flags: 'a', mode: 0o600 }));
  return child;
}
