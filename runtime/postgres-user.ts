/** As whom does PostgreSQL run? As us, except that it refuses root: then as the system user `postgres`. */
import { FirebreakError } from '../domain/errors.ts';
import type { Progress } from './progress.ts';
import { runTool } from './run-tool.ts';

export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

const options = { timeoutMs: 10_000 };

/** Undefined when we are not root and it may run as us. */
export async function postgresUser(say: Progress): Promise<SystemUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const existing = await lookUp();
  if (existing !== undefined) return existing;
  say('making the system user postgres: PostgreSQL refuses to run as root');
  const flags = ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'];
  const made = await runTool('useradd', flags, options);
  const user = await lookUp();
  if (user !== undefined) return user;
  throw new FirebreakError(
    'ERR_SETUP',
    `PostgreSQL refuses to run as root and the system user postgres could not be made (useradd: ${made.why}). Make that user, run as another user, or set DATABASE_URL.`,
  );
}

async function lookUp(): Promise<SystemUser | undefined> {
  const [uid, gid] = await Promise.all([
    runTool('id', ['-u', 'postgres'], options),
    runTool('id', ['-g', 'postgres'], options),
  ]);
  return uid.ok && gid.ok ? { uid: Number(uid.stdout), gid: Number(gid.stdout) } : undefined;
}
