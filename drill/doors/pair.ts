/** What does an agent authenticate with? The same pair is an OAuth client at the issuer and a login role in the database. */
import { FirebreakError } from '../../domain/errors.ts';
import { readJson } from '../process/read-json.ts';

export interface Pair {
  readonly keyId: string;
  readonly secret: string;
}

/** Read at the last moment, never kept in the environment. */
export function readPair(path: string): Pair {
  const pair = readJson(path) as Pair | undefined;
  if (pair !== undefined) return pair;
  throw new FirebreakError(
    'ERR_SECRET_MISSING',
    `no credential file at ${path}; expected a 0600 JSON file with keyId and secret`,
  );
}
