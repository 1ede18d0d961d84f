/** How does the whole stack come up, stay up and end in order? */
import { rmSync } from 'node:fs';
import { FirebreakError } from '../domain/errors.ts';
import { freePort, portIsFree } from './free-port.ts';
import { writePrivate } from './json-file.ts';
import { type LocalPostgres, type LocalTemporal, openPostgres, openTemporal } from './local-servers.ts';
import type { ProcessId } from './process-id.ts';
import { gatewayService, workerService } from './program-service.ts';
import type { Progress } from './progress.ts';
import { writeRuntimeFile } from './runtime-file.ts';
import { type Supervised, supervise, type Watch } from './service.ts';
import { type StackLock, takeLock } from './stack-lock.ts';
import { reapServers } from './stack-reap.ts';
import { readStackRecord, StackBook, type StackRecord } from './stack-record.ts';
import { openStateFolder, type StateFolder } from './state-folder.ts';

export interface StackOptions {
  readonly stateDir: string;
  readonly env: NodeJS.ProcessEnv;
  readonly say: Progress;
  /** Compiled programs: `dist/worker.js` and `dist/gateway.js`. */
  readonly programs: { readonly worker: string; readonly gateway: string };
  /** A free port when absent. */
  readonly gatewayPort?: number;
  readonly configPath?: string;
  /** Calls in flight at once per provider; the worker's own choice when absent. */
  readonly concurrency?: number;
  /** Aborting ends a start half done. */
  readonly signal?: AbortSignal;
}

export interface Stack {
  readonly state: StateFolder;
  readonly gatewayUrl: string;
  readonly record: StackRecord;
  /** Gateway, worker, Temporal, PostgreSQL, in this order. Safe to call twice. */
  stop(): Promise<void>;
}

const gatewayHost = '127.0.0.1';

export async function upStack(options: StackOptions): Promise<Stack> {
  const state = openStateFolder(options.stateDir);
  const lock = takeLock(state.lockFile, state.dir);
  const running: Supervised[] = [];
  let stopping: Promise<void> | undefined;
  const stop = async () => {
    stopping ??= stopAll(state, running, lock);
    return stopping;
  };
  try {
    await reapServers(readStackRecord(state.stackFile), options.say);
    const book = new StackBook(state.stackFile, lock.owner);
    const gatewayUrl = await startAll(state, options, book, running);
    book.note({ phase: 'up' });
    return { state, gatewayUrl, record: book.current, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startAll(
  state: StateFolder,
  options: StackOptions,
  book: StackBook,
  running: Supervised[],
): Promise<string> {
  const { env, programs, signal } = options;
  const started = (name: string, id: ProcessId) => book.started(name, id);
  const watch: Watch = { say: options.say, started, ...(signal === undefined ? {} : { signal }) };
  const add = (server: Supervised | undefined) => {
    if (server !== undefined) running.unshift(server);
  };
  const [postgres, temporal] = await openBoth(state, env, watch, add);
  signal?.throwIfAborted();
  const gatewayPort = await choosePort(options.gatewayPort);
  const url = `http://${gatewayHost}:${gatewayPort}`;
  writePrivate(state.databaseUrlFile, `${postgres.url}\n`);
  book.note({ temporalAddress: temporal.address, database: withoutPassword(postgres.url), gatewayUrl: url });
  writeRuntimeFile(state.runtimeFile, {
    stateDir: state.dir,
    temporalAddress: temporal.address,
    namespace: temporal.namespace,
    taskQueue: 'firebreak',
    databaseUrlFile: state.databaseUrlFile,
    gatewayHost,
    gatewayPort,
    ...(options.configPath === undefined ? {} : { configPath: options.configPath }),
    ...(options.concurrency === undefined ? {} : { concurrency: options.concurrency }),
  });
  add(await supervise(workerService(state, { program: programs.worker, env }), watch));
  add(await supervise(gatewayService(state, { program: programs.gateway, env, url }), watch));
  return url;
}

/** At once, since neither needs the other; the one that came up is on the list to be stopped when the other did not. */
async function openBoth(
  state: StateFolder,
  env: NodeJS.ProcessEnv,
  watch: Watch,
  add: (server: Supervised | undefined) => void,
): Promise<[LocalPostgres, LocalTemporal]> {
  const opened = await Promise.allSettled([openPostgres(state, env, watch), openTemporal(state, env, watch)]);
  for (const server of opened) if (server.status === 'fulfilled') add(server.value.process);
  const [postgres, temporal] = opened;
  if (postgres.status === 'rejected') throw postgres.reason;
  if (temporal.status === 'rejected') throw temporal.reason;
  return [postgres.value, temporal.value];
}

/** The database's URL is removed with the stack; the record goes last, when nothing is left that it names. */
async function stopAll(state: StateFolder, running: readonly Supervised[], lock: StackLock): Promise<void> {
  for (const server of running) await server.stop();
  for (const file of [state.databaseUrlFile, state.runtimeFile, state.stackFile]) rmSync(file, { force: true });
  lock.release();
}

async function choosePort(wanted: number | undefined): Promise<number> {
  if (wanted === undefined || wanted === 0) return freePort();
  if (await portIsFree(wanted)) return wanted;
  throw new FirebreakError(
    'ERR_SETUP',
    `Port ${wanted} on ${gatewayHost} is taken. Give the gateway another one, or 0 for any free one.`,
  );
}

function withoutPassword(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}
