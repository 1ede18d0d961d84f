/** How does the fleet's own PostgreSQL start and stop? Thrown away afterwards, so nothing is flushed to disk. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as rest } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { FirebreakError } from '../../domain/errors.ts';
import { databasePrograms, type Programs } from './database-programs.ts';

export interface DatabaseServer {
  readonly port: number;
  readonly pid: number;
  /** PostgreSQL's own log in its jsonlog format, one `.json` file. */
  readonly logFolder: string;
  /** A superuser's connection over the socket, where the system says who we are: there is no superuser password. */
  superuser(database: string): Promise<Client>;
  stop(): Promise<void>;
}

const readyMs = 20_000;

export async function startDatabase(folder: string): Promise<DatabaseServer> {
  const programs = await databasePrograms(folder);
  const data = join(folder, 'data');
  await initialise(programs, data);
  const port = await freePort();
  const server = spawn(programs.postgres, ['-D', data, ...flags(folder, port)], {
    ...programs.runAs,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const superuser = (database: string): Promise<Client> => connect(folder, port, database);
  await (await ready(server, superuser)).end();
  return { port, pid: server.pid ?? 0, logFolder: join(data, 'log'), superuser, stop: () => stop(server) };
}

async function initialise(programs: Programs, data: string): Promise<void> {
  const flagsOfInit = ['--auth-host=scram-sha-256', '--auth-local=peer', '--encoding=UTF8', '--locale=C', '--no-sync'];
  const user = `--username=${userInfo().username}`;
  await promisify(execFile)(programs.initdb, [`--pgdata=${data}`, user, ...flagsOfInit], {
    ...programs.runAs,
    cwd: '/',
  });
}

function flags(folder: string, port: number): string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: folder,
    unix_socket_permissions: '0700',
    fsync: 'off',
    max_connections: 200,
    logging_collector: 'on',
    log_destination: 'jsonlog',
    log_filename: 'ledger.log',
    log_statement: 'all',
    log_connections: 'all',
    log_disconnections: 'on',
    log_timezone: 'UTC',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function ready(server: ChildProcess, superuser: (database: string) => Promise<Client>): Promise<Client> {
  const deadline = Date.now() + readyMs;
  for (;;) {
    try {
      return await superuser('postgres');
    } catch (cause) {
      if (server.exitCode !== null || Date.now() > deadline) {
        throw new FirebreakError('ERR_SETUP', "the fleet's PostgreSQL did not become ready; its stderr says why", {
          cause,
        });
      }
      await rest(25);
    }
  }
}

async function connect(folder: string, port: number, database: string): Promise<Client> {
  const user = userInfo().username;
  // The log keeps every statement of the agents, but no password that a statement of ours sets.
  const client = new Client({ host: folder, port, user, database, options: '-c log_statement=none' });
  await client.connect();
  return client;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** SIGINT is PostgreSQL's fast shutdown: sessions are ended, not waited for. */
async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exited = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGINT');
  await exited;
}
