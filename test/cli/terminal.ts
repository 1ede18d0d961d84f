/** A terminal in memory: what was typed goes in, what was printed comes out. */
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Io } from '../../cli/io.ts';
import { runCli } from '../../cli/run.ts';

export interface Terminal {
  readonly io: Io;
  readonly stdin: PassThrough;
  out(): string;
  err(): string;
  run(...words: string[]): Promise<number>;
  /** Waits until stderr shows the text; the test's own timeout is the limit. */
  until(text: string): Promise<void>;
}

export function terminal(cwd: string, changes: Partial<Io> = {}): Terminal {
  const stdin = new PassThrough();
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const [out, err] = [collect(stdout), collect(stderr)];
  const io: Io = {
    env: {},
    cwd,
    stdin,
    stdout,
    stderr,
    interactive: false,
    columns: 80,
    rows: 60,
    colors: { stdout: false, stderr: false },
    ...changes,
  };
  return {
    io,
    stdin,
    out,
    err,
    run: (...words) => runCli(words, io),
    until: async (text) => {
      while (!err().includes(text)) await sleep(10);
    },
  };
}

function collect(stream: PassThrough): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return () => text;
}
