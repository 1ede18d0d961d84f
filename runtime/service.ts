/** What keeps one server of the stack running, and how does it end? */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { FirebreakError } from '../domain/errors.ts';
import { endProcess, identify, type ProcessId, type StopSignal } from './process-id.ts';
import type { Progress } from './progress.ts';

export interface Service {
  readonly name: string;
  /** Starts the process; called again after each death. */
  start(): ChildProcess | Promise<ChildProcess>;
  /** Resolves when it answers; may reject or hang until `signal` aborts. */
  ready(child: ChildProcess, signal: AbortSignal): Promise<void>;
  readonly readyMs: number;
  readonly stopSignals: readonly StopSignal[];
  /** Told to people when it does not come up. */
  readonly logFile: string;
}

export interface Watch {
  readonly say: Progress;
  /** Called at once after each start, so that the process is on record before anything else happens. */
  readonly started: (name: string, id: ProcessId) => void;
  /** Aborting ends a start half done. */
  readonly signal?: AbortSignal;
}

export interface Supervised {
  readonly name: string;
  id(): ProcessId;
  stop(): Promise<void>;
}

const backoff = { firstMs: 250, maxMs: 10_000, calmMs: 60_000 } as const;

/** Starts the service, waits until it answers, and starts it again whenever it dies, until `stop`. */
export async function supervise(service: Service, watch: Watch): Promise<Supervised> {
  const stopping = new AbortController();
  let current = await startOnce(service, watch, watch.signal ?? stopping.signal);
  const keeping = keep();

  async function keep(): Promise<void> {
    let waitMs: number = backoff.firstMs;
    while (!stopping.signal.aborted) {
      const startedAt = Date.now();
      const how = await ended(current.child);
      if (stopping.signal.aborted) return;
      if (Date.now() - startedAt > backoff.calmMs) waitMs = backoff.firstMs;
      watch.say(`${service.name} ended (${how}); starting it again in ${waitMs} ms, its log is ${service.logFile}`);
      waitMs = await startAgain(waitMs);
    }
  }

  async function startAgain(firstWaitMs: number): Promise<number> {
    for (let waitMs = firstWaitMs; ; waitMs = Math.min(waitMs * 2, backoff.maxMs)) {
      await sleep(waitMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return waitMs;
      const next = await startOnce(service, watch, stopping.signal).catch((error: unknown) => String(error));
      if (stopping.signal.aborted) return waitMs;
      if (typeof next === 'string') {
        watch.say(next);
        continue;
      }
      current = next;
      watch.say(`${service.name} answers again`);
      return Math.min(waitMs * 2, backoff.maxMs);
    }
  }

  return {
    name: service.name,
    id: () => current.id,
    stop: async () => {
      stopping.abort();
      await endProcess(current.id, service.stopSignals);
      await keeping;
    },
  };
}

interface Running {
  readonly child: ChildProcess;
  readonly id: ProcessId;
}

async function startOnce(service: Service, watch: Watch, stopping: AbortSignal): Promise<Running> {
  const child = await service.start();
  const id = child.pid === undefined ? null : identify(child.pid);
  if (id === null) throw notUp(service, 'it could not be started or ended at once');
  watch.started(service.name, id);
  const failure = await waitReady(service, child, stopping);
  if (failure === null) return { child, id };
  await endProcess(id, service.stopSignals);
  throw notUp(service, failure);
}

/** Null once it answers, else what was seen instead. */
async function waitReady(service: Service, child: ChildProcess, stopping: AbortSignal): Promise<string | null> {
  const over = new AbortController();
  const answers = service.ready(child, AbortSignal.any([over.signal, stopping])).then(
    () => null,
    (error: unknown) => (error instanceof FirebreakError ? error.message : 'it never answered'),
  );
  const late = sleep(service.readyMs, `it did not answer within ${service.readyMs} ms`, { signal: over.signal });
  const dead = ended(child).then((how) => `it ended at once (${how})`);
  try {
    return await Promise.race([aborted(stopping), dead, answers, late]);
  } finally {
    over.abort();
    late.catch(() => undefined);
  }
}

async function aborted(signal: AbortSignal): Promise<string> {
  if (!signal.aborted) await once(signal, 'abort');
  return 'it was stopped while it started';
}

async function ended(child: ChildProcess): Promise<string> {
  if (child.exitCode !== null) return `exit ${child.exitCode}`;
  if (child.signalCode !== null) return child.signalCode;
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `exit ${code}`));
  });
}

function notUp(service: Service, seen: string): FirebreakError {
  return new FirebreakError(
    'ERR_SETUP',
    `${service.name} did not come up: ${seen}. Expected it to answer on loopback; read its log ${service.logFile}.`,
  );
}
