/** Stacks with stand-in programs on state folders of their own, and what their tests ask of the system. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { downStack } from '../../runtime/stack-down.ts';
import type { StackOptions } from '../../runtime/stack-up.ts';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** Removed, with whatever still runs on it, when the test ends. */
export function stateDir(): string {
  const dir = newStateDir();
  onTestFinished(() => removeStateDir(dir));
  return dir;
}

/** For a stack that several tests share. */
export function newStateDir(): string {
  return mkdtempSync(join(tmpdir(), 'firebreak-stack-'));
}

export async function removeStateDir(dir: string): Promise<void> {
  await downStack(dir, () => undefined);
  rmSync(dir, { recursive: true, force: true });
}

export function standIns(dir: string, lines: string[] = []): StackOptions {
  const programs = { worker: here('stand-in-worker.mjs'), gateway: here('stand-in-gateway.mjs') };
  return { stateDir: dir, env: process.env, say: (line) => lines.push(line), programs };
}

/** A stack supervised by another process, as `firebreak up` is. */
export async function upElsewhere(dir: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [here('up.mjs'), dir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = (await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])) as [unknown];
  if (!(said instanceof Buffer)) throw new Error('the other process did not bring its stack up');
  return child;
}

/** Waits for the system to be in a state; the test's own timeout is the limit. */
export async function until<T>(look: () => T | Promise<T>): Promise<NonNullable<Awaited<T>>> {
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    await sleep(25);
  }
}
