/** One Temporal server and one PostgreSQL for the whole test run, in a state folder of their own, gone afterwards. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { openPostgres, openTemporal } from '../../runtime/local-servers.ts';
import type { Supervised } from '../../runtime/service.ts';
import { openStateFolder, type StateFolder } from '../../runtime/state-folder.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Owner's URL of the server's first database, to make others with (`freshDatabase`). */
    databaseUrl: string;
    temporalAddress: string;
    temporalNamespace: string;
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = mkdtempSync(join(tmpdir(), 'firebreak-test-'));
  // As root, PostgreSQL runs as another user, who has to get through to its data.
  chmodSync(dir, 0o711);
  const state = openStateFolder(dir);
  const running: Supervised[] = [];
  const close = async () => {
    await Promise.all(running.map((server) => server.stop()));
    rmSync(dir, { recursive: true, force: true });
  };
  try {
    await open(project, state, running);
    return close;
  } catch (error) {
    await close();
    throw error;
  }
}

async function open(project: TestProject, state: StateFolder, running: Supervised[]): Promise<void> {
  const watch = { say: (line: string) => process.stderr.write(`${line}\n`), started: () => undefined };
  const temporal = await openTemporal(state, process.env, watch);
  if (temporal.process !== undefined) running.push(temporal.process);
  const postgres = await openPostgres(state, process.env, watch);
  if (postgres.process !== undefined) running.push(postgres.process);
  project.provide('databaseUrl', postgres.url);
  project.provide('temporalAddress', temporal.address);
  project.provide('temporalNamespace', temporal.namespace);
}
