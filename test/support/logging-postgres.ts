/** A PostgreSQL of a test file's own that keeps a jsonlog of every statement, gone afterwards. */
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPostgres } from '../../runtime/local-servers.ts';
import { initialiseOnce } from '../../runtime/postgres-init.ts';
import { placePostgres } from '../../runtime/postgres-place.ts';
import { postgresUser } from '../../runtime/postgres-user.ts';
import { openStateFolder } from '../../runtime/state-folder.ts';

export interface LoggingPostgres {
  /** Owner's URL. */
  readonly url: string;
  readonly logFolder: string;
  stop(): Promise<void>;
}

const logging = `
logging_collector = on
log_destination = 'jsonlog'
log_directory = 'log'
log_statement = 'all'
log_connections = on
log_timezone = 'UTC'
`;

const say = () => undefined;

export async function openLoggingPostgres(): Promise<LoggingPostgres> {
  const state = openStateFolder(mkdtempSync(join(tmpdir(), 'firebreak-pg-')));
  const place = await placePostgres(state, await postgresUser(say), say);
  await initialiseOnce(place, process.env, say);
  appendFileSync(join(place.data, 'postgresql.conf'), logging);
  const { DATABASE_URL: _theirs, ...env } = process.env;
  const server = await openPostgres(state, env, { say, started: () => undefined });
  return {
    url: server.url,
    logFolder: join(place.data, 'log'),
    stop: async () => {
      await server.process?.stop();
      rmSync(state.dir, { recursive: true, force: true });
    },
  };
}
