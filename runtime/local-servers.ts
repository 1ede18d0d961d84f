/** What has to be up before a worker can work? Temporal and PostgreSQL: the user's own where named, else ours. */
import { setTimeout as sleep } from 'node:timers/promises';
import { FirebreakError } from '../domain/errors.ts';
import { freePort } from './free-port.ts';
import { initialiseOnce } from './postgres-init.ts';
import { placePostgres } from './postgres-place.ts';
import { createDatabase, databaseAnswers, postgresService, postgresUrl } from './postgres-service.ts';
import { postgresUser } from './postgres-user.ts';
import { type Service, type Supervised, supervise, type Watch } from './service.ts';
import type { StateFolder } from './state-folder.ts';
import { findTemporal } from './temporal-find.ts';
import { prepareNamespace } from './temporal-namespace.ts';
import { temporalService } from './temporal-service.ts';

export interface LocalTemporal {
  readonly address: string;
  readonly namespace: string;
  /** Absent when the server is the user's. */
  readonly process?: Supervised;
}

export interface LocalPostgres {
  /** Holds a password: goes into 0600 files only. */
  readonly url: string;
  readonly process?: Supervised;
}

export async function openTemporal(state: StateFolder, env: NodeJS.ProcessEnv, watch: Watch): Promise<LocalTemporal> {
  const namespace = env['TEMPORAL_NAMESPACE'] ?? 'firebreak';
  const given = env['TEMPORAL_ADDRESS'];
  if (given !== undefined && given !== '') {
    await prepareNamespace(given, namespace);
    return { address: given, namespace };
  }
  const binary = await findTemporal(env, watch.say);
  return onFreePort(watch, (port) => temporalService(state, { binary, port, namespace, env })).then(
    ({ port, process }) => ({ address: `127.0.0.1:${port}`, namespace, process }),
  );
}

export async function openPostgres(state: StateFolder, env: NodeJS.ProcessEnv, watch: Watch): Promise<LocalPostgres> {
  const given = env['DATABASE_URL'];
  if (given !== undefined && given !== '') {
    await databaseAnswersSoon(given);
    return { url: given };
  }
  const place = await placePostgres(state, await postgresUser(watch.say), watch.say);
  const password = await initialiseOnce(place, env, watch.say);
  const { port, process } = await onFreePort(watch, (at) => postgresService(state, { place, port: at, password, env }));
  await createDatabase(postgresUrl({ port, password }, 'postgres'), 'firebreak');
  return { url: postgresUrl({ port, password }, 'firebreak'), process };
}

/** A port free a moment ago may be taken by now, and a crashed PostgreSQL's memory takes a moment to go: three tries. */
async function onFreePort(
  watch: Watch,
  service: (port: number) => Service,
): Promise<{ port: number; process: Supervised }> {
  for (let tries = 1; ; tries += 1) {
    const port = await freePort();
    try {
      return { port, process: await supervise(service(port), watch) };
    } catch (error) {
      if (tries === 3) throw error;
      await sleep(500 * tries);
    }
  }
}

async function databaseAnswersSoon(url: string): Promise<void> {
  const signal = AbortSignal.timeout(5_000);
  await databaseAnswers(url, signal);
  if (!signal.aborted) return;
  throw new FirebreakError(
    'ERR_DATABASE_DOWN',
    'The database named by DATABASE_URL did not answer within 5 s. Expected a PostgreSQL 14 or newer that lets this user in. Check the URL, or unset it to use a local one.',
  );
}
