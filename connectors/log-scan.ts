import { createHash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import { FirebreakError } from '../domain/errors.ts';
import { linesFrom } from './json-lines.ts';

/** Where did the last reading of an append-only log end, and is it still the same log? */
export interface LogScan {
  /** `<byte offset>.<hash of the bytes before it>`; '' stands for the beginning. */
  readonly mark: string;
  /** The visitor or the byte budget stopped the reading before the end. */
  readonly more: boolean;
  /** The bytes before the mark are not those read last time: truncated, rotated or rewritten. Read from the beginning. */
  readonly rewritten: boolean;
  /** Bytes after the last newline: a line still being written. */
  readonly unfinished: number;
}

export interface LogLine {
  /** `<byte offset>.<hash of the line>`: the same line read twice has the same id, and no writer can choose it. */
  readonly id: string;
  /** Undefined when the line is longer than the reader's cap. */
  readonly text: string | undefined;
}

/** 16 MiB per reading, so that one page never holds an activity for long. */
const maxBytes = 1 << 24;
const tailBytes = 64;

/** Visits each whole line after the mark until the visitor says 'stop'; that line counts as read. */
export async function scanLog(path: string, mark: string, visit: (line: LogLine) => 'go' | 'stop'): Promise<LogScan> {
  const size = await sizeOf(path);
  const rewritten = mark !== '' && (await markAt(path, offsetOf(mark))) !== mark;
  const from = rewritten ? 0 : offsetOf(mark);
  let next = from;
  let more = false;
  for await (const line of linesFrom(path, from)) {
    next = line.next;
    const answer = visit({ id: `${line.offset}.${digest(line.text ?? '')}`, text: line.text });
    more = answer === 'stop' || next - from >= maxBytes;
    if (more) break;
  }
  return { mark: await markAt(path, next), more, rewritten, unfinished: more ? 0 : Math.max(0, size - next) };
}

/** A log that is a pipe or a device would hold us for ever, and agents may put one there. */
async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch((cause: unknown) => {
    throw unreadable(path, 'it cannot be found', cause);
  });
  if (!found.isFile()) throw unreadable(path, 'it is not a regular file');
  return found.size;
}

function offsetOf(mark: string): number {
  const offset = Number(mark.split('.')[0]);
  return Number.isSafeInteger(offset) && offset > 0 ? offset : 0;
}

async function markAt(path: string, offset: number): Promise<string> {
  if (offset === 0) return '';
  const length = Math.min(tailBytes, offset);
  const file = await open(path, 'r');
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, offset - length);
    return bytesRead < length ? '' : `${offset}.${digest(buffer)}`;
  } finally {
    await file.close();
  }
}

function digest(bytes: string | Buffer): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 12);
}

function unreadable(path: string, why: string, cause?: unknown): FirebreakError {
  const message = `The log ${path} cannot be read: ${why}; expected a file of JSON lines that Firebreak's user may read.`;
  return new FirebreakError('ERR_PROVIDER_UNREACHABLE', message, { cause });
}
