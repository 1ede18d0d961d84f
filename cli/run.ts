/** One run of the command line: words in, exit code out. */
import { CommanderError } from 'commander';
import { FirebreakError } from '../domain/errors.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import type { Cli, Io } from './io.ts';
import { printError } from './print-error.ts';
import { createProgram } from './program.ts';

export async function runCli(words: readonly string[], io: Io): Promise<ExitCode> {
  const cli: Cli = { io, run: runCli, exitCode: exitCodes.ok };
  try {
    const program = await createProgram(cli, words);
    await program.parseAsync([...words], { from: 'user' });
    return cli.exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.ok;
    return printError(io, translated(error), words.includes('--json'));
  }
}

function translated(error: unknown): unknown {
  if (!(error instanceof CommanderError)) return error;
  // With no command at all the help is the answer.
  if (error.code === 'commander.help')
    return new FirebreakError('ERR_USAGE', 'no command was given; expected one of the above');
  return new FirebreakError('ERR_USAGE', plain(error.message));
}

/** Commander quotes what was typed; of `--option=value` the value may be a secret. */
function plain(message: string): string {
  return message
    .replace(/^error: /, '')
    .replace(/\s+\(Did you mean (.+)\?\)$/, '; did you mean $1?')
    .replaceAll(/(--?[\w-]+)=[^']*/g, '$1=…');
}
