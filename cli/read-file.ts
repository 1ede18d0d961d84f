/** What is in the file a person named on the command line? */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { FirebreakError } from '../domain/errors.ts';
import type { Io } from './io.ts';

export interface NamedText {
  /** Absolute path, or `-` for standard input. */
  readonly file: string;
  readonly text: string;
}

/** Throws ERR_USAGE naming the file and why it cannot be read. */
export async function readNamed(io: Io, name: string, what: string): Promise<NamedText> {
  if (name === '-') return { file: '-', text: await textOf(io.stdin) };
  const file = resolve(io.cwd, name);
  try {
    return { file, text: await readFile(file, 'utf8') };
  } catch (cause) {
    const why = reasons[(cause as NodeJS.ErrnoException).code ?? ''] ?? 'cannot be read';
    throw new FirebreakError('ERR_USAGE', `${file} ${why}; expected ${what}`, { cause });
  }
}

/** Undefined when there is no such file. */
export async function readIfThere(io: Io, name: string): Promise<NamedText | undefined> {
  const file = resolve(io.cwd, name);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new FirebreakError('ERR_USAGE', `${file} cannot be read; expected a file this user may read`, {
      cause: error,
    });
  });
  return text === undefined ? undefined : { file, text };
}

const reasons: Partial<Record<string, string>> = {
  ENOENT: 'is not there',
  EISDIR: 'is a folder',
  EACCES: 'may not be read by this user',
};
