/** Is the database's schema the one this version of Firebreak was written for? Makes it so. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import { openDatabase } from './database.ts';

/** Safe to call from several processes at once: all but one wait on an advisory lock and then find nothing to do. */
export async function migrate(url: string): Promise<void> {
  await reach(url);
  await runner({
    databaseUrl: { connectionString: url },
    dir: migrationsFolder(),
    migrationsTable: 'migrations',
    direction: 'up',
    singleTransaction: true,
    advisoryLockMode: 'wait',
    logger: { debug: silent, info: silent, warn: silent, error: silent },
  });
}

/** A database that is down should be reported in our words, not the migration tool's. */
async function reach(url: string): Promise<void> {
  const db = openDatabase(url, { max: 1 });
  try {
    await db.query('SELECT 1');
  } finally {
    await db.close();
  }
}

/** Compiled code stands in dist/store, the SQL only in store/. */
function migrationsFolder(): string {
  const beside = fileURLToPath(new URL('./migrations', import.meta.url));
  return existsSync(beside) ? beside : fileURLToPath(new URL('../../store/migrations', import.meta.url));
}

function silent(): void {}
