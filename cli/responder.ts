/** As whom does the person at the terminal answer? */
import { FirebreakError } from '../domain/errors.ts';
import type { Responder } from '../domain/inventory.ts';
import { listNames } from '../runbooks/nearest.ts';
import type { Io } from './io.ts';
import { askLine } from './prompt.ts';

/**
 * `--as`, else the only responder, else the one named like the login, else asked.
 * The gateway checks the answer: this only saves typing.
 */
export async function chooseResponder(
  io: Io,
  named: string | undefined,
  responders: readonly Responder[],
): Promise<string> {
  if (named !== undefined) return named;
  const ids = responders.map((responder) => responder.id);
  const [first, second] = ids;
  if (first !== undefined && second === undefined) return first;
  const login = io.env['USER'] ?? io.env['LOGNAME'] ?? '';
  if (ids.includes(login)) return login;
  const answer = io.interactive ? await askLine(io, `who are you? (${listNames(ids) || 'a responder id'}) `) : null;
  if (answer !== null && answer !== '') return answer;
  throw new FirebreakError('ERR_USAGE', `it is not clear who answers; expected --as with one of ${listNames(ids)}`);
}
