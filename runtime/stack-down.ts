/** How is a stack stopped from outside? */
import { rmSync } from 'node:fs';
import { endProcess } from './process-id.ts';
import type { Progress } from './progress.ts';
import { lockHolder } from './stack-lock.ts';
import { reapServers } from './stack-reap.ts';
import { readStackRecord, type ServerName } from './stack-record.ts';
import { stateFolder } from './state-folder.ts';

export interface DownResult {
  /** The supervisor that was asked to stop everything, when one lived. */
  readonly stopped: number | null;
  /** Servers that a killed supervisor had left. */
  readonly reaped: readonly ServerName[];
}

/** Asks the supervisor to stop its servers in order; then ends what is left. Removes no data. */
export async function downStack(stateDir: string, say: Progress): Promise<DownResult> {
  const state = stateFolder(stateDir);
  const record = readStackRecord(state.stackFile);
  const holder = lockHolder(state.lockFile);
  if (holder !== null) {
    say(`asking process ${holder.pid} to stop gateway, worker, Temporal and PostgreSQL`);
    await endProcess(holder, [
      { signal: 'SIGTERM', waitMs: 90_000 },
      { signal: 'SIGKILL', waitMs: 5_000 },
    ]);
  }
  const reaped = await reapServers(record, say);
  for (const file of [state.stackFile, state.lockFile, state.runtimeFile, state.databaseUrlFile])
    rmSync(file, { force: true });
  return { stopped: holder?.pid ?? null, reaped };
}
