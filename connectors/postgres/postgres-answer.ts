import { FirebreakError } from '../../domain/errors.ts';
import type { Result } from '../../domain/proof.ts';
import type { Answer } from './postgres-client.ts';

/** What do we say of a statement that PostgreSQL refused, or whose answer was lost? Never in the server's words. */
const reasons: Readonly<Record<string, string>> = {
  '42501': "Firebreak's role lacks the right for it; see the operation's permissions",
  '42704': 'a role or group of that name does not exist',
  '42710': 'a role of that name was made by somebody else at the same moment',
  '42883': 'the server is older than PostgreSQL 14',
  '42939': 'the role name is reserved by PostgreSQL',
  '2BP01': 'the role passed the membership on to others; end theirs first',
};

function refusal(sqlState: string): string {
  return `PostgreSQL refused it: ${reasons[sqlState] ?? 'see the server log'} (SQLSTATE ${sqlState})`;
}

export function resultOf(id: string, answer: Answer<unknown>): Result {
  if (answer.state === 'answered') return { id, outcome: 'done' };
  if (answer.state === 'refused') return { id, outcome: 'refused', reason: refusal(answer.sqlState) };
  return { id, outcome: 'unknown', reason: 'it was sent to PostgreSQL and no answer came back' };
}

/** The rows of a statement that only reads: without them there is nothing to say, so anything else throws. */
export function rowsOf<T>(answer: Answer<T>): readonly T[] {
  if (answer.state === 'answered') return answer.rows;
  throw answer.state === 'refused'
    ? new FirebreakError('ERR_PROVIDER_REFUSED', `${refusal(answer.sqlState)}.`)
    : new FirebreakError('ERR_PROVIDER_UNREACHABLE', 'PostgreSQL did not answer a question in time; ask again.');
}
