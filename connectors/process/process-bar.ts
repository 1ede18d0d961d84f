import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { FirebreakError } from '../../domain/errors.ts';
import type { Result } from '../../domain/proof.ts';
import { barFile } from './process-schema.ts';

/** Which agents may not be started? One file that launchers read; several places of one process may share it. */

const turns = new Map<string, Promise<unknown>>();

export function bar(path: string, agents: readonly string[]): Promise<Result> {
  return inTurn(path, () => change(path, agents, (barred) => [...new Set([...barred, ...agents])].sort()));
}

export function unbar(path: string, agents: readonly string[]): Promise<Result> {
  return inTurn(path, () => change(path, agents, (barred) => barred.filter((agent) => !agents.includes(agent))));
}

async function change(
  path: string,
  agents: readonly string[],
  next: (barred: readonly string[]) => readonly string[],
): Promise<Result> {
  const id = `bar:${agents.join(',')}`;
  const before = await readBarred(path);
  if (sameNames(before, next(before))) return { id, outcome: 'already-done' };
  await replaceFile(path, `${JSON.stringify({ agents: next(before) })}\n`);
  const after = await readBarred(path);
  if (sameNames(after, next(after))) return { id, outcome: 'done' };
  return { id, outcome: 'accepted', reason: 'the bar file was changed by somebody else at the same time; bar again' };
}

async function readBarred(path: string): Promise<readonly string[]> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return '{"agents":[]}';
    throw unusable(path, cause);
  });
  try {
    return barFile.parse(JSON.parse(text)).agents;
  } catch (cause) {
    throw unusable(path, cause);
  }
}

/** Launchers see the old list or the new one, never half of it. */
async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomUUID()}`;
  try {
    await writeFile(temporary, text, { flag: 'wx' });
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw unusable(path, cause);
  }
}

function unusable(path: string, cause: unknown): FirebreakError {
  const message = `The bar file ${path} cannot be used; it must hold {"agents":[...]} in a folder Firebreak may write to.`;
  return new FirebreakError('ERR_PROVIDER_ANSWER', message, { cause });
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name) => b.includes(name));
}

/** Read, change and write of one file are one at a time in this process; the read-back catches other processes. */
async function inTurn<T>(path: string, work: () => Promise<T>): Promise<T> {
  const before = turns.get(path) ?? Promise.resolve();
  const mine = before.then(work, work);
  const settled = mine.then(
    () => undefined,
    () => undefined,
  );
  turns.set(path, settled);
  try {
    return await mine;
  } finally {
    if (turns.get(path) === settled) turns.delete(path);
  }
}
