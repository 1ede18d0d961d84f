/** How does the rest of Firebreak talk to its own PostgreSQL, and what does it hear when that is down? */
import { Client, Pool, type PoolClient, type QueryResultRow, types } from 'pg';
import { FirebreakError } from '../domain/errors.ts';

export interface Queryable {
  // The row's shape is the caller's word for what its SQL selects: nothing can infer it.
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller names the shape of its rows
  query<R extends object>(text: string, values?: readonly unknown[]): Promise<{ rows: R[]; rowCount: number }>;
}

export interface Database extends Queryable {
  /** Commits when `run` resolves, rolls back when it throws. Statements inside run one after another. */
  transaction<T>(run: (tx: Queryable) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Type numbers of PostgreSQL's catalogue. */
const INT8 = 20;
const TIMESTAMPTZ = 1184;

/** Milliseconds to wait for a connection before the database counts as down. */
const CONNECT_TIMEOUT_MS = 5_000;

/** Milliseconds a statement may take; ours take milliseconds, so a database that is this slow counts as down. */
const QUERY_TIMEOUT_MS = 10_000;

/** Connections an idle process keeps, once it had them: the first brake must not wait for logins. */
const KEPT_IDLE = 5;

/** `max`: connections kept at most; 1–100, default 10. */
export function openDatabase(url: string, options: { max?: number } = {}): Database {
  const where = addressOf(url);
  const pool = new Pool({
    connectionString: url,
    max: options.max ?? 10,
    min: Math.min(KEPT_IDLE, options.max ?? 10),
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    application_name: 'firebreak',
    types: { getTypeParser },
  });
  // A connection that dies while idle is replaced by the pool; without listeners it would end the process.
  pool.on('error', ignore);
  pool.on('connect', (client) => client.on('error', ignore));
  return {
    query: (text, values) => run(pool, where, text, values),
    transaction: (body) => transact(pool, where, body),
    close: () => pool.end(),
  };
}

/** `host:port`, the only part of the URL that may be shown. */
function addressOf(url: string): string {
  try {
    const { host, port } = new Client({ connectionString: url });
    return `${host}:${port}`;
  } catch {
    // No cause: the parser's error carries the whole URL, password included.
    throw new FirebreakError(
      'ERR_DATABASE_DOWN',
      'the database URL cannot be read; expected postgres://user:password@host:port/database; check DATABASE_URL',
    );
  }
}

async function transact<T>(pool: Pool, where: string, body: (tx: Queryable) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch((error: unknown) => {
    throw translated(error, where);
  });
  let broken = true;
  try {
    await run(client, where, 'BEGIN');
    const result = await body({ query: (text, values) => run(client, where, text, values) });
    await run(client, where, 'COMMIT');
    broken = false;
    return result;
  } catch (error) {
    if (!isDown(error)) broken = await failed(client.query('ROLLBACK'));
    throw error;
  } finally {
    client.release(broken);
  }
}

/** A connection that gave no answer would give none to a ROLLBACK either: it is thrown away. */
function isDown(error: unknown): boolean {
  return error instanceof FirebreakError && error.code === 'ERR_DATABASE_DOWN';
}

async function failed(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => false,
    () => true,
  );
}

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller names the shape of its rows
async function run<R extends object>(
  on: Pool | PoolClient,
  where: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<{ rows: R[]; rowCount: number }> {
  try {
    const { rows, rowCount } = await on.query<R & QueryResultRow>(text, values.map(storable));
    return { rows, rowCount: rowCount ?? 0 };
  } catch (error) {
    throw translated(error, where);
  }
}

/**
 * PostgreSQL text can hold neither U+0000 nor half a surrogate pair. An attacker's log line must not be able to stop
 * a write, and what is sealed must read back the same: both become the replacement character first.
 */
export function storable<T>(value: T): T {
  if (typeof value === 'string') return value.replace(/[\0\p{Surrogate}]/gu, '\uFFFD') as T;
  if (Array.isArray(value)) return value.map(storable) as T;
  return value;
}

/** Times as ISO instants with milliseconds, 64-bit counts as numbers, all else as the driver does it. */
function getTypeParser(oid: number): (text: string) => unknown {
  const parse = (types.getTypeParser as (oid: number) => (text: string) => unknown)(oid);
  if (oid === TIMESTAMPTZ) return (text) => (parse(text) as Date).toISOString();
  if (oid === INT8) return Number;
  return parse;
}

/** SQLSTATE classes 08 (connection), 28 (login), 53 (resources) and 57P (shutdown), and a missing database. */
const DOWN_STATES = /^(08|28|53|57P)|^3D000$/;
const DOWN_ERRNOS = /^(ECONN|ENOTFOUND|EAI_|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOENT|EACCES)/;
const DOWN_MESSAGES =
  /connection terminated|timeout exceeded|query read timeout|not queryable|client was closed|connection ended/i;

function translated(error: unknown, where: string): unknown {
  if (!(error instanceof Error) || error instanceof FirebreakError) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (!DOWN_STATES.test(code) && !DOWN_ERRNOS.test(code) && !DOWN_MESSAGES.test(error.message)) return error;
  return new FirebreakError(
    'ERR_DATABASE_DOWN',
    `the database at ${where} did not answer${code === '' ? '' : ` (${code})`}; expected a running PostgreSQL that ` +
      'accepts our login; start the stack with `firebreak up`, or check DATABASE_URL',
    { cause: error },
  );
}

function ignore(): void {}
