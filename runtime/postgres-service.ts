/** How does our own PostgreSQL run? On loopback only, without a Unix socket, and without statement text in its log. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, escapeIdentifier } from 'pg';
import { launch, plainEnv } from './launch.ts';
import { databaseUser } from './postgres-init.ts';
import { clearOrphan, postgresStop } from './postgres-orphan.ts';
import type { PostgresPlace } from './postgres-place.ts';
import type { Service } from './service.ts';
import type { StateFolder } from './state-folder.ts';

export interface PostgresOptions {
  readonly place: PostgresPlace;
  readonly port: number;
  readonly password: string;
  readonly env: NodeJS.ProcessEnv;
}

const settings = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=200',
  'log_min_error_statement=panic',
  'log_error_verbosity=terse',
];

export function postgresUrl(options: Pick<PostgresOptions, 'port' | 'password'>, database: string): string {
  return `postgresql://${databaseUser}:${options.password}@127.0.0.1:${options.port}/${database}`;
}

export function postgresService(state: StateFolder, options: PostgresOptions): Service {
  const logFile = join(state.logs, 'postgres.log');
  return {
    name: 'postgres',
    start: async () => {
      await clearOrphan(options.place.data);
      return launch({
        command: options.place.programs.postgres,
        args: ['-D', options.place.data, '-p', String(options.port), ...settings.flatMap((setting) => ['-c', setting])],
        env: plainEnv(options.env),
        cwd: options.place.root,
        logFile,
        orphanSignal: 'INT',
        ...(options.place.user === undefined ? {} : { user: options.place.user }),
      });
    },
    ready: (_child, signal) => databaseAnswers(postgresUrl(options, 'postgres'), signal),
    readyMs: 60_000,
    stopSignals: postgresStop,
    logFile,
  };
}

/** Asks until it answers; a database replaying its log after a crash refuses for a while. */
export async function databaseAnswers(url: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    if (
      await ask(url, 'SELECT 1').then(
        () => true,
        () => false,
      )
    )
      return;
    await sleep(30);
  }
}

export async function createDatabase(serverUrl: string, name: string): Promise<void> {
  const known = await ask(serverUrl, 'SELECT 1 FROM pg_database WHERE datname = $1', [name]);
  if (known === 0) await ask(serverUrl, `CREATE DATABASE ${escapeIdentifier(name)}`);
}

async function ask(connectionString: string, text: string, values: string[] = []): Promise<number> {
  const client = new Client({ connectionString, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query(text, values)).rowCount ?? 0;
  } finally {
    await client.end();
  }
}
