/** Can the servers be started when they are needed? Brings what is missing ahead of time, so that a start is quick. */
import { postgresPrograms } from './postgres-binary.ts';
import type { Progress } from './progress.ts';
import { findTemporal } from './temporal-find.ts';

export async function prepareServers(env: NodeJS.ProcessEnv, say: Progress): Promise<void> {
  if (!env['TEMPORAL_ADDRESS']) await findTemporal(env, say);
  if (!env['DATABASE_URL']) await postgresPrograms();
}
