/** How is an error told? What failed, what is already safe, what to type next; JSON for machines. */
import { visible } from '../console/escape/visible.ts';
import { FirebreakError } from '../domain/errors.ts';
import { advice } from './advice.ts';
import { type ExitCode, exitCodes, exitOfError } from './exit-codes.ts';
import { type Io, say } from './io.ts';

export function printError(io: Io, error: unknown, json: boolean): ExitCode {
  if (!(error instanceof FirebreakError)) return printUnexpected(io, error, json);
  const { safe, next } = advice[error.code];
  if (json) {
    say(io, JSON.stringify({ error: { code: error.code, message: error.message, safe, next } }));
  } else {
    const lines = error.message.split('\n').map(visible);
    say(io, [`${error.code}: ${lines.join('\n  ')}`, `safe: ${safe}`, `next: ${next}`].join('\n'));
  }
  return exitOfError(error.code);
}

/** Its message may hold anything, so only its name and where in our code it arose are shown. */
function printUnexpected(io: Io, error: unknown, json: boolean): ExitCode {
  const name = error instanceof Error ? error.name : 'not an Error';
  const stack = error instanceof Error ? (error.stack ?? '').replace(error.message, '') : '';
  const at =
    stack
      .split('\n')
      .find((line) => /^\s+at .*:\d+:\d+\)?$/.test(line))
      ?.trim() ?? 'at an unknown place';
  const message = `an unexpected error (${name}) ${at}; please report these two`;
  say(io, json ? JSON.stringify({ error: { code: 'ERR_UNEXPECTED', message } }) : `ERR_UNEXPECTED: ${message}`);
  return exitCodes.error;
}
