/** What did an earlier stack on this folder leave running? Ended by pid and start time, so a reused pid is never touched. */

import { postgresStop } from './postgres-orphan.ts';
import { endProcess, isAlive, type StopSignal } from './process-id.ts';
import type { Progress } from './progress.ts';
import { type ServerName, type StackRecord, serverNames } from './stack-record.ts';

const firmStop: readonly StopSignal[] = [
  { signal: 'SIGTERM', waitMs: 10_000 },
  { signal: 'SIGKILL', waitMs: 5_000 },
];

/** Ends every recorded server that still lives; returns their names. The supervisor must be gone. */
export async function reapServers(record: StackRecord | null, say: Progress): Promise<readonly ServerName[]> {
  const reaped: ServerName[] = [];
  for (const name of serverNames) {
    const id = record?.processes[name];
    if (id === undefined || !isAlive(id)) continue;
    say(`ending ${name} (process ${id.pid}), left by a stack that was killed`);
    await endProcess(id, name === 'postgres' ? postgresStop : firmStop);
    reaped.push(name);
  }
  return reaped;
}
