import { open } from 'node:fs/promises';
import { FirebreakError } from '../domain/errors.ts';

/** One complete line of an append-only log; `offset` and `next` are byte positions, so `next` is a mark to go on from. */
export interface Line {
  readonly offset: number;
  readonly next: number;
  /** Undefined when the line is longer than `maxLineBytes`: whoever can write a log must not be able to fill our memory. */
  readonly text: string | undefined;
}

const maxLineBytes = 1 << 20;
const chunkBytes = 1 << 16;
const newline = 0x0a;

/** Which whole lines stand in the log after the offset? A line still being written is left for the next time. */
export async function* linesFrom(path: string, offset: number): AsyncGenerator<Line> {
  const file = await open(path, 'r').catch((cause: unknown) => {
    throw new FirebreakError(
      'ERR_PROVIDER_UNREACHABLE',
      `The log ${path} cannot be opened; make it readable for the user Firebreak runs as.`,
      { cause },
    );
  });
  try {
    yield* split(file, offset);
  } finally {
    await file.close();
  }
}

async function* split(file: Awaited<ReturnType<typeof open>>, from: number): AsyncGenerator<Line> {
  let offset = from;
  let parts: Buffer[] = [];
  let length = 0;
  for (let position = from; ; ) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(chunkBytes), 0, chunkBytes, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    let start = 0;
    for (let end = buffer.indexOf(newline); end !== -1 && end < bytesRead; end = buffer.indexOf(newline, start)) {
      length += end - start;
      const tail = buffer.subarray(start, end);
      const text = length > maxLineBytes ? undefined : Buffer.concat([...parts, tail]).toString('utf8');
      const next = offset + length + 1;
      yield { offset, next, text };
      offset = next;
      parts = [];
      length = 0;
      start = end + 1;
    }
    const rest = buffer.subarray(start, bytesRead);
    length += rest.length;
    parts = length > maxLineBytes ? [] : [...parts, rest];
  }
}
