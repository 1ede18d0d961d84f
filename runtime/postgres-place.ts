/** Can the system user reach PostgreSQL's programs and data? A root home closed to others stands in the way of both. */
import { createHash } from 'node:crypto';
import { chownSync, cpSync, existsSync, lstatSync, mkdirSync, realpathSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type PostgresPrograms, postgresPrograms, programsRoot } from './postgres-binary.ts';
import type { SystemUser } from './postgres-user.ts';
import type { Progress } from './progress.ts';
import { runTool } from './run-tool.ts';
import type { StateFolder } from './state-folder.ts';

/** Used only as root, and only when the system user cannot enter the state folder. */
export const openToAll = '/var/lib/firebreak';

export interface PostgresPlace {
  readonly data: string;
  /** For files that PostgreSQL's user must read for a moment. */
  readonly root: string;
  readonly programs: PostgresPrograms;
  readonly user?: SystemUser;
}

export async function placePostgres(
  state: StateFolder,
  user: SystemUser | undefined,
  say: Progress,
): Promise<PostgresPlace> {
  const root = await placeRoot(state, user, say);
  const programs = await placePrograms(root, user, say);
  const data = join(root, 'data');
  return { root, data, programs, ...(user === undefined ? {} : { user }) };
}

/** `<state>/postgres`, or what it links to. */
async function placeRoot(state: StateFolder, user: SystemUser | undefined, say: Progress): Promise<string> {
  if (lstatSync(state.postgres, { throwIfNoEntry: false }) === undefined) {
    const outside = user !== undefined && !(await canEnter(state.dir, user));
    if (outside) linkOutside(state, say);
    else mkdirSync(state.postgres, { mode: 0o700 });
    if (user !== undefined) chownSync(realpathSync(state.postgres), user.uid, user.gid);
  }
  return realpathSync(state.postgres);
}

function linkOutside(state: StateFolder, say: Progress): void {
  const real = join(openToAll, createHash('sha256').update(state.dir).digest('hex').slice(0, 16));
  say(`the user postgres cannot enter ${state.dir}: the database's files go to ${real}`);
  mkdirSync(openToAll, { recursive: true, mode: 0o711 });
  mkdirSync(real, { recursive: true, mode: 0o700 });
  symlinkSync(real, state.postgres);
}

async function canEnter(folder: string, user: SystemUser): Promise<boolean> {
  return (await runTool('test', ['-x', folder], { timeoutMs: 10_000, user })).ok;
}

/** The installed programs, or a copy beside the data when the user cannot run those. */
async function placePrograms(root: string, user: SystemUser | undefined, say: Progress): Promise<PostgresPrograms> {
  const installed = await postgresPrograms();
  if (user === undefined) return installed;
  const version = await runTool(installed.postgres, ['--version'], { timeoutMs: 10_000, user });
  if (version.ok) return installed;
  const copy = join(root, 'programs');
  if (!existsSync(copy)) copyPrograms(installed, copy, say);
  return { postgres: join(copy, 'bin', 'postgres'), initdb: join(copy, 'bin', 'initdb') };
}

function copyPrograms(installed: PostgresPrograms, copy: string, say: Progress): void {
  say('the user postgres cannot run the installed PostgreSQL: copying its programs beside the data, once');
  const half = `${copy}.${process.pid}`;
  cpSync(programsRoot(installed), half, { recursive: true, verbatimSymlinks: true });
  renameSync(half, copy);
}
