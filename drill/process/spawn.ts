/** How does the fleet start one of its processes, and end it by its pid? */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { FirebreakError } from '../../domain/errors.ts';

export interface ChildSpec {
  readonly name: string;
  /** File of this folder without extension: `issuer/issuer-main`. */
  readonly entry: string;
  readonly settings: object;
  /** What it writes to stderr; 0600. */
  readonly logFile: string;
  /** Milliseconds it has to become ready. */
  readonly readyMs?: number;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Child<Ready> {
  readonly name: string;
  readonly pid: number;
  readonly ready: Ready;
  readonly exited: Promise<void>;
  stop(): Promise<void>;
}

/** Nothing of the caller's environment reaches a child; some of their tools need a path. */
const bareEnvironment = { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin' };
const graceMs = 3_000;

/** `onPid` is told before the child does anything, so that it can be found should we die. */
export async function spawnChild<Ready>(spec: ChildSpec, onPid: (pid: number) => void): Promise<Child<Ready>> {
  const log = openSync(spec.logFile, 'a', 0o600);
  const child = spawn(process.execPath, [entryFile(spec.entry)], {
    stdio: ['pipe', 'pipe', log],
    // A process group of its own: stopped and killed with all it starts, and deaf to the terminal's Ctrl-C.
    detached: true,
    env: { ...bareEnvironment, ...spec.env },
  });
  closeSync(log);
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  if (child.pid === undefined)
    throw new FirebreakError('ERR_SETUP', `${spec.name} could not be started: no process id`);
  onPid(child.pid);
  child.stdin?.on('error', () => undefined).write(`${JSON.stringify(spec.settings)}\n`);
  const stop = (): Promise<void> => stopChild(child, exited);
  try {
    const ready = await readyLine<Ready>(child, exited, spec);
    return { name: spec.name, pid: child.pid, ready, exited, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Compiled JavaScript is what runs; under a TypeScript loader the build's output is used. */
function entryFile(entry: string): string {
  const compiled = import.meta.url.endsWith('.js') ? '../' : '../../dist/drill/';
  return fileURLToPath(new URL(`${compiled}${entry}.js`, import.meta.url));
}

async function readyLine<Ready>(child: ChildProcess, exited: Promise<void>, spec: ChildSpec): Promise<Ready> {
  const { readyMs = 30_000, name, logFile } = spec;
  const fail = (what: string): FirebreakError => new FirebreakError('ERR_SETUP', `${name} ${what}; see ${logFile}`);
  return new Promise<Ready>((resolve, reject) => {
    const timer = setTimeout(() => reject(fail(`was not ready within ${readyMs} ms`)), readyMs);
    void exited.then(() => reject(fail('ended before it was ready')));
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (!line.startsWith('{"ready":')) return;
      clearTimeout(timer);
      resolve((JSON.parse(line) as { ready: Ready }).ready);
    });
  });
}

/** Closing stdin asks; SIGKILL, which also ends a stopped process, does not. */
async function stopChild(child: ChildProcess, exited: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.stdin?.end();
  const kill = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await exited;
  clearTimeout(kill);
}
