/** A whole installation in a folder of its own, used as its users do: through the compiled program. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Ran {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Installation {
  readonly state: string;
  run(...words: string[]): Promise<Ran>;
  stop(): Promise<void>;
}

const program = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** Brings the stack up and waits until it prints where it listens. */
export async function install(): Promise<Installation> {
  const root = mkdtempSync(join(tmpdir(), 'firebreak-installation-'));
  // As root, the user postgres must be able to pass through, or the database goes outside of this folder.
  chmodSync(root, 0o711);
  const state = join(root, 'state');
  const up = start(state, ['up', '--json']);
  const talk = collect(up.stderr);
  const listening = new Promise((resolve) => up.stdout?.once('data', resolve));
  const gone = once(up, 'exit').then(() => {
    throw new Error(`firebreak up ended: ${talk()}`);
  });
  gone.catch(() => undefined);
  await Promise.race([listening, gone]);
  return {
    state,
    run: (...words) => finished(start(state, words)),
    stop: async () => {
      up.kill('SIGTERM');
      if (up.exitCode === null) await once(up, 'exit');
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function start(state: string, words: readonly string[]): ChildProcess {
  return spawn(process.execPath, [program, '--state', state, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
}

async function finished(child: ChildProcess): Promise<Ran> {
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  await once(child, 'close');
  return { exit: child.exitCode, stdout: stdout(), stderr: stderr() };
}

function collect(stream: ChildProcess['stdout']): () => string {
  let text = '';
  stream?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return () => text;
}
