/** How do responses go on, until each is over? Asks at this terminal what they ask of people. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { OpenCheckpoint } from '../domain/checkpoint.ts';
import { FirebreakError } from '../domain/errors.ts';
import { askCheckpoint } from './ask-checkpoint.ts';
import type { GatewayClient, Shown } from './gateway-client.ts';
import { type Io, printJson, say } from './io.ts';
import { printError } from './print-error.ts';
import { Interrupted } from './prompt.ts';
import { eventText } from './view.ts';

export interface FollowOptions {
  /** Called once, before the first question is put. */
  readonly who: () => Promise<string>;
  /** Questions are put at this terminal. */
  readonly ask: boolean;
  /** Evidence rows as JSON lines on stdout instead of sentences on stderr. */
  readonly ndjson: boolean;
  readonly signal: AbortSignal;
}

interface Watched {
  readonly id: string;
  /** Sequence number of the last row told. */
  seq: number;
  shown: Shown | null;
}

/** Milliseconds between looks; the gateway is on this machine. */
const lookMs = 250;

/** Where each response stood when it was over, or when the signal came. */
export async function follow(
  client: GatewayClient,
  io: Io,
  ids: readonly string[],
  options: FollowOptions,
): Promise<readonly Shown[]> {
  const watched = ids.map((id): Watched => ({ id, seq: 0, shown: null }));
  const told = new Set<string>();
  const who = once(options.who);
  while (!options.signal.aborted) {
    for (const one of watched) await look(client, io, one, options);
    const open = watched.flatMap((one) => one.shown?.checkpoints ?? []).filter((question) => !told.has(question.id));
    for (const question of open) {
      told.add(question.id);
      if (await put(client, io, question, options, who)) told.delete(question.id);
    }
    if (watched.every(isOver)) break;
    await sleep(lookMs, undefined, { signal: options.signal }).catch(() => undefined);
  }
  return watched.flatMap((one) => one.shown ?? []);
}

function isOver({ shown }: Watched): boolean {
  return shown !== null && shown.incident.status === 'closed' && shown.report.verdict !== 'running';
}

async function look(client: GatewayClient, io: Io, one: Watched, options: FollowOptions): Promise<void> {
  if (isOver(one)) return;
  const shown = await client.show(one.id);
  const head = shown.report.ledger.entries;
  if (head > one.seq) await tell(client, io, one, shown, options);
  one.seq = head;
  one.shown = shown;
}

async function tell(client: GatewayClient, io: Io, one: Watched, shown: Shown, options: FollowOptions): Promise<void> {
  if (options.ndjson) {
    const rows = await client.ledger(one.id, one.seq);
    for (const row of rows.filter(({ seq }) => seq <= shown.report.ledger.entries)) printJson(io, row);
    return;
  }
  for (const row of shown.report.timeline.filter(({ seq }) => seq > one.seq)) say(io, eventText(row));
}

/** True when the question should be put again: it was answered, and the answer did not count. */
async function put(
  client: GatewayClient,
  io: Io,
  question: OpenCheckpoint,
  options: FollowOptions,
  who: () => Promise<string>,
): Promise<boolean> {
  const later = `firebreak decide ${question.id} approve|deny`;
  if (!options.ask) {
    say(io, `waiting for a person: ${question.question.act}; answer with: ${later}`);
    return false;
  }
  const name = await who();
  const stillOpen = async () =>
    (await client.show(question.incidentId)).checkpoints.some(({ id }) => id === question.id);
  const answer = await askCheckpoint(io, question, stillOpen);
  if (answer === 'gone') say(io, 'this question is answered, expired or was replaced meanwhile');
  if (answer === 'later') say(io, `left open; brakes stay on. Answer with: ${later}`);
  if (typeof answer === 'string') return false;
  return send(client, io, question, { ...answer, who: name });
}

async function send(
  client: GatewayClient,
  io: Io,
  question: OpenCheckpoint,
  given: { readonly answer: 'approve' | 'deny'; readonly reason: string; readonly who: string },
): Promise<boolean> {
  try {
    const { state } = await client.decide(question.id, { ...given, digest: question.digest, surface: 'terminal' });
    say(io, state === 'collecting' ? 'recorded; more people must approve' : `recorded: ${state} by ${given.who}`);
    return false;
  } catch (error) {
    if (!(error instanceof FirebreakError)) throw error;
    printError(io, error, false);
    return error.code === 'ERR_TEMPORAL_DOWN';
  }
}

function once<T>(compute: () => Promise<T>): () => Promise<T> {
  let value: Promise<T> | undefined;
  return () => (value ??= compute());
}

/** Runs `work` so that Ctrl-C at a prompt counts as Ctrl-C. */
export async function orDetached<T>(work: Promise<T>, signal: AbortSignal): Promise<T | 'detached'> {
  try {
    const result = await work;
    return signal.aborted ? 'detached' : result;
  } catch (error) {
    if (error instanceof Interrupted) return 'detached';
    throw error;
  }
}

export function detachedFrom(id: string): string {
  return `detached: the response goes on without this terminal; firebreak watch ${id} shows it again`;
}
