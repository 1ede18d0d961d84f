/** How does a new PostgreSQL cluster come about, with a password only files of mode 0600 ever hold? */
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FirebreakError } from '../domain/errors.ts';
import { plainEnv } from './launch.ts';
import type { PostgresPlace } from './postgres-place.ts';
import type { Progress } from './progress.ts';
import { runTool } from './run-tool.ts';

export const databaseUser = 'firebreak';

const flags = [
  `--username=${databaseUser}`,
  '--auth=scram-sha-256',
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--no-instructions',
];

/** Makes the cluster when there is none; returns the password of its owner. */
export async function initialiseOnce(place: PostgresPlace, env: NodeJS.ProcessEnv, say: Progress): Promise<string> {
  const passwordFile = join(place.root, 'password');
  if (existsSync(join(place.data, 'PG_VERSION'))) return readFileSync(passwordFile, 'utf8').trim();
  say('making the database, once');
  writeFileSync(passwordFile, randomBytes(32).toString('base64url'), { mode: 0o600 });
  if (place.user !== undefined) chownSync(passwordFile, place.user.uid, place.user.gid);
  await initdb(place, passwordFile, env);
  return readFileSync(passwordFile, 'utf8').trim();
}

/** Into a folder beside the final one, so that a cluster half made is never taken for a whole one. */
async function initdb(place: PostgresPlace, passwordFile: string, env: NodeJS.ProcessEnv): Promise<void> {
  const half = `${place.data}.new`;
  rmSync(half, { recursive: true, force: true });
  const made = await runTool(place.programs.initdb, [`--pgdata=${half}`, `--pwfile=${passwordFile}`, ...flags], {
    timeoutMs: 120_000,
    env: plainEnv(env),
    cwd: place.root,
    ...(place.user === undefined ? {} : { user: place.user }),
  });
  if (!made.ok) {
    throw new FirebreakError(
      'ERR_SETUP',
      `PostgreSQL's initdb could not make ${half}: ${made.why}. Check the space and rights there, or set DATABASE_URL.`,
    );
  }
  renameSync(half, place.data);
}
