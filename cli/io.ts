/** What does a command see of the world? Passed in, so that a test can be the terminal. */
import { type Readable, Writable } from 'node:stream';
import type { Environment } from '../config.ts';
import type { ExitCode } from './exit-codes.ts';

export interface Io {
  readonly env: Environment;
  /** Folder that file names are meant from. */
  readonly cwd: string;
  readonly stdin: Readable;
  /** Data. */
  readonly stdout: Writable;
  /** Talk. */
  readonly stderr: Writable;
  /** Somebody can be asked: stdin and stderr are a terminal. */
  readonly interactive: boolean;
  /** Columns of the terminal, 80 when there is none. */
  readonly columns: number;
  /** Lines of the terminal, 24 when there is none. */
  readonly rows: number;
  /** Whether data and talk may be coloured: each its own, for one may go to a file. */
  readonly colors: { readonly stdout: boolean; readonly stderr: boolean };
}

/** One run of the program. */
export interface Cli {
  readonly io: Io;
  /** Runs another command line of this program, as a user would type it. */
  readonly run: (words: readonly string[], io: Io) => Promise<ExitCode>;
  exitCode: ExitCode;
}

export function say(io: Io, line: string): void {
  io.stderr.write(`${line}\n`);
}

export function print(io: Io, text: string): void {
  io.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

export function printJson(io: Io, value: unknown): void {
  io.stdout.write(`${JSON.stringify(value)}\n`);
}

export function processIo(): Io {
  const interactive = process.stdin.isTTY && process.stderr.isTTY;
  return {
    env: process.env,
    cwd: process.cwd(),
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    interactive,
    columns: process.stderr.columns ?? 80,
    rows: process.stderr.rows ?? 24,
    colors: { stdout: mayColor(process.stdout), stderr: mayColor(process.stderr) },
  };
}

/** https://no-color.org: set and not empty means none. */
function mayColor(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';
}

export interface Captured {
  readonly io: Io;
  text(): string;
}

/** The same terminal, but what is printed as data is kept instead. */
export function captured(io: Io): Captured {
  const chunks: Buffer[] = [];
  const stdout = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      chunks.push(chunk);
      done();
    },
  });
  return { io: { ...io, stdout }, text: () => Buffer.concat(chunks).toString('utf8') };
}
