/** The database's process: keeps a PostgreSQL of the fleet's own, and ends it when the fleet ends. */
import type { Pair } from '../doors/pair.ts';
import { runChild } from '../process/child.ts';
import { prepareDatabase } from './database-roles.ts';
import { startDatabase } from './database-server.ts';

export interface DatabaseSettings {
  /** Empty, with a short path, and one that other users may enter: PostgreSQL may run as another user. */
  readonly folder: string;
  readonly admin: Pair;
}

export interface DatabaseReady {
  readonly port: number;
  readonly serverPid: number;
  readonly logFolder: string;
}

await runChild(async ({ folder, admin }: DatabaseSettings) => {
  const server = await startDatabase(folder);
  await prepareDatabase(server, admin);
  const ready: DatabaseReady = { port: server.port, serverPid: server.pid, logFolder: server.logFolder };
  return { ready, stop: () => server.stop() };
});
