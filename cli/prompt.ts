/** What does the person at the terminal type? */
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { Io } from './io.ts';

/** Ctrl-C at a prompt: the person wants out, not an answer. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

export interface AskOptions {
  /** Aborting takes the question back. */
  readonly signal?: AbortSignal;
  /** What is typed is not shown. */
  readonly hidden?: boolean;
}

/** The line without surrounding white space; null when the question was taken back or the input ended. */
export function askLine(io: Io, question: string, options: AskOptions = {}): Promise<string | null> {
  const muted = new Writable({ write: (_chunk, _encoding, done) => done() });
  const output = options.hidden === true ? muted : io.stderr;
  const reader = createInterface({ input: io.stdin, output, terminal: io.interactive });
  if (options.hidden === true) io.stderr.write(question);
  return new Promise<string | null>((resolve, reject) => {
    const end = (settle: () => void) => {
      // First: closing settles as well.
      settle();
      reader.close();
    };
    reader.on('SIGINT', () => end(() => reject(new Interrupted())));
    reader.on('close', () => resolve(null));
    options.signal?.addEventListener('abort', () => end(() => resolve(null)), { once: true });
    reader.question(options.hidden === true ? '' : question, (answer) => end(() => resolve(answer.trim())));
  });
}
