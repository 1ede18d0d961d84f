/** Where does a stack keep what must outlive it? */
import { chmodSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

export interface StateFolder {
  readonly dir: string;
  readonly logs: string;
  readonly postgres: string;
  readonly temporal: string;
  readonly stackFile: string;
  readonly lockFile: string;
  readonly runtimeFile: string;
  readonly databaseUrlFile: string;
  readonly tokenFile: string;
}

export function stateFolder(dir: string): StateFolder {
  const root = resolve(dir);
  return {
    dir: root,
    logs: join(root, 'logs'),
    postgres: join(root, 'postgres'),
    temporal: join(root, 'temporal'),
    stackFile: join(root, 'stack.json'),
    lockFile: join(root, 'stack.lock'),
    runtimeFile: join(root, 'runtime.json'),
    databaseUrlFile: join(root, 'database-url'),
    tokenFile: join(root, 'api-token'),
  };
}

/** Makes the folder. As root it may be passed through (not listed) by others: PostgreSQL refuses to run as root. */
export function openStateFolder(dir: string): StateFolder {
  const state = stateFolder(dir);
  const mode = process.getuid?.() === 0 ? 0o711 : 0o700;
  mkdirSync(state.dir, { recursive: true, mode });
  chmodSync(state.dir, mode);
  for (const folder of [state.logs, state.temporal]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  return state;
}
