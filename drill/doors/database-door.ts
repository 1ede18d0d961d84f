/** How does a credential hold a database session open? */
import { Client } from 'pg';
import { databaseName } from '../database/database-names.ts';
import type { Pair } from './pair.ts';

export interface DatabaseSession {
  query(text: string): Promise<void>;
  close(): Promise<void>;
}

const patienceMs = 5_000;

/** `application` is what the server's tables and log call this session. */
export async function openDatabase(port: number, pair: Pair, application: string): Promise<DatabaseSession> {
  const client = new Client({
    host: '127.0.0.1',
    port,
    database: databaseName,
    user: pair.keyId,
    password: pair.secret,
    application_name: application,
    connectionTimeoutMillis: patienceMs,
    query_timeout: patienceMs,
  });
  // An ended session shows itself at the next query; without a listener it would end the process.
  client.on('error', () => undefined);
  await client.connect();
  return {
    query: async (text) => void (await client.query(text)),
    close: () => client.end().catch(() => undefined),
  };
}
