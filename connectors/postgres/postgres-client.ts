import { readFile } from 'node:fs/promises';
import { Client, type ClientConfig, DatabaseError, Pool, type PoolClient } from 'pg';
import { type ZodType, z } from 'zod';
import { FirebreakError } from '../../domain/errors.ts';
import type { ConnectorContext } from '../connector.ts';
import { type PostgresSettings, pair } from './postgres-schema.ts';

/** How do we speak to the server: one pool for the admin role, and single logins to try a pair? */

/** Milliseconds. The longest call is one `pg_terminate_backend(pid, 5000)`. */
const connectTimeoutMs = 5_000;
const queryTimeoutMs = 15_000;

/** A server has 100 connections by default, and agents already hold some. */
const maxConnections = 8;

/** What became of a statement. `lost`: it was sent and no answer came, so it may have been carried out. */
export type Answer<T> =
  | { readonly state: 'answered'; readonly rows: readonly T[] }
  | { readonly state: 'refused'; readonly sqlState: string }
  | { readonly state: 'lost' };

/** `routine` is the server function that raised the error; it tells apart two meanings of 28000. */
export type Login =
  | { readonly state: 'accepted' }
  | { readonly state: 'refused'; readonly sqlState: string; readonly routine: string }
  | { readonly state: 'unreachable' };

interface Statement<T> {
  readonly text: string;
  readonly values?: readonly unknown[];
  readonly row: ZodType<T>;
}

export interface PostgresClient {
  /** Throws when no connection can be made: then nothing was sent. */
  run<T>(statement: Statement<T>): Promise<Answer<T>>;
  /** One transaction: all of it happened, or none of it, unless the answer is `lost`. */
  transact(statements: readonly string[]): Promise<Answer<never>>;
  login(ref: string): Promise<Login>;
  openPair(ref: string): Promise<{ keyId: string; secret: string }>;
  /** Server process ids of our own connections. */
  ownPids(): readonly number[];
  close(): Promise<void>;
}

export function postgresClient(settings: PostgresSettings, context: ConnectorContext): PostgresClient {
  const pids = new Set<number>();
  let pool: Promise<Pool> | undefined;
  const openPair = (ref: string) => readPair(context, ref);
  const connect = async (): Promise<PoolClient> => {
    pool ??= openPool(settings, openPair, context.concurrency, pids);
    const opened = await pool.catch((error: unknown) => {
      pool = undefined;
      throw error;
    });
    return opened.connect().catch((cause: unknown) => {
      throw noConnection(settings, cause);
    });
  };
  return {
    run: async (statement) => once(await connect(), (client) => query(client, statement)),
    transact: async (statements) => once(await connect(), (client) => script(client, statements)),
    login: async (ref) => tryLogin(await clientConfig(settings, await openPair(ref))),
    openPair,
    ownPids: () => [...pids],
    close: async () => {
      const open = pool;
      pool = undefined;
      await (await open)?.end();
    },
  };
}

async function readPair(context: ConnectorContext, ref: string): Promise<{ keyId: string; secret: string }> {
  const text = await context.secrets.open(ref);
  try {
    return pair.parse(JSON.parse(text));
  } catch {
    // No cause: it could quote the value.
    throw new FirebreakError(
      'ERR_SECRET_STORE',
      `The sealed value ${ref} is not {"keyId","secret"} with a name of at most 63 characters and a printable ASCII secret; seal it again.`,
    );
  }
}

async function clientConfig(settings: PostgresSettings, as: { keyId: string; secret: string }): Promise<ClientConfig> {
  const { host, port, database, ssl } = settings;
  return {
    host,
    port,
    database,
    user: as.keyId,
    password: as.secret,
    application_name: 'firebreak',
    // Names in our statements mean the catalog's, whatever somebody created in this database.
    options: '-c search_path=pg_catalog',
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: queryTimeoutMs,
    ssl: ssl === undefined ? false : ssl === true ? true : { ca: await readFile(ssl.ca, 'utf8') },
  };
}

async function openPool(
  settings: PostgresSettings,
  openPair: PostgresClient['openPair'],
  concurrency: number,
  pids: Set<number>,
): Promise<Pool> {
  const config = await clientConfig(settings, await openPair(settings.admin));
  const pool = new Pool({
    ...config,
    max: Math.min(Math.max(1, concurrency), maxConnections),
    allowExitOnIdle: true,
  });
  pool.on('connect', (client) => {
    pids.add(pidOf(client));
    // A connection that breaks in use also fails its statement; unheard, the event would end the process.
    client.on('error', () => undefined);
  });
  pool.on('remove', (client) => pids.delete(pidOf(client)));
  // An idle connection that breaks is dropped by the pool; the next statement opens another.
  pool.on('error', () => undefined);
  return pool;
}

/** Set by the server's BackendKeyData before a client counts as connected; the type package leaves it out. */
function pidOf(client: PoolClient): number {
  return z.object({ processID: z.int() }).parse(client).processID;
}

function noConnection(settings: PostgresSettings, cause: unknown): FirebreakError {
  const where = `PostgreSQL at ${settings.host}:${settings.port}`;
  const sqlState = sqlStateOf(cause);
  return sqlState === undefined
    ? new FirebreakError('ERR_PROVIDER_UNREACHABLE', `${where} did not answer; check that it runs and is reachable.`, {
        cause,
      })
    : new FirebreakError(
        'ERR_PROVIDER_REFUSED',
        `${where} refused Firebreak's own role (SQLSTATE ${sqlState}); check the sealed value ${settings.admin} and pg_hba.conf.`,
      );
}

async function once<T>(client: PoolClient, work: (client: PoolClient) => Promise<Answer<T>>): Promise<Answer<T>> {
  const answer = await work(client).catch((error: unknown) => {
    client.release(true);
    throw error;
  });
  client.release(answer.state === 'lost');
  return answer;
}

async function query<T>(client: PoolClient, { text, values = [], row }: Statement<T>): Promise<Answer<T>> {
  const answer = await client.query(text, [...values]).catch(failure);
  if ('state' in answer) return answer;
  const rows = z.array(row).safeParse(answer.rows).data;
  if (rows !== undefined) return { state: 'answered', rows };
  throw new FirebreakError(
    'ERR_PROVIDER_ANSWER',
    'PostgreSQL answered with rows of another shape than its catalog documents; this needs version 14 or newer.',
  );
}

/** Statements sent in one message are one transaction; see "Multiple Statements in a Simple Query" in its protocol. */
async function script(client: PoolClient, statements: readonly string[]): Promise<Answer<never>> {
  const answer = await client.query(statements.join(';\n')).catch(failure);
  return 'state' in answer ? answer : { state: 'answered', rows: [] };
}

function failure(error: unknown): { state: 'refused'; sqlState: string } | { state: 'lost' } {
  const sqlState = sqlStateOf(error);
  // 57P: the server or the operator ended our connection. 08: the connection failed. Neither says what was done.
  return sqlState === undefined || /^(57P|08)/.test(sqlState) ? { state: 'lost' } : { state: 'refused', sqlState };
}

function sqlStateOf(error: unknown): string | undefined {
  return error instanceof DatabaseError ? error.code : undefined;
}

async function tryLogin(config: ClientConfig): Promise<Login> {
  const client = new Client(config);
  client.on('error', () => undefined);
  try {
    await client.connect();
    return { state: 'accepted' };
  } catch (error) {
    const sqlState = sqlStateOf(error);
    if (sqlState === undefined) return { state: 'unreachable' };
    return { state: 'refused', sqlState, routine: (error as DatabaseError).routine ?? '' };
  } finally {
    await client.end().catch(() => undefined);
  }
}
