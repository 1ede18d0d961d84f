/** How do responses go on, until each is over? Asks at this terminal what they ask of people. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { OpenCheckpoint } from '../domain/checkpoint.ts';
import { FirebreakError } from '../domain/errors.ts';
import { verbs } from '../domain/verb.ts';
import type { GatewayClient, Shown } from './gateway-client.ts';
import { type Io, printJson, say } from './io.ts';
import { LiveBoard } from './live-board.ts';
import { Interrupted } from './prompt.ts';
import { type Asker, putQuestion } from './put-question.ts';
import { boardText, eventText } from './view.ts';

export interface FollowOptions {
  /** Who answers at this terminal; asked when it is not clear. */
  readonly as: string | undefined;
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
  /** Milliseconds since the epoch: when the gateway answered last. */
  seenAtMs: number;
}

/** Milliseconds a gateway may be away: it is restarted when it dies, and the response does not need it to go on. */
const patienceMs = 60_000;

/** Milliseconds between looks; the gateway is on this machine. */
const lookMs = 250;

/** Where each response stood when it was over; 'detached' when Ctrl-C came first. */
export async function follow(
  client: GatewayClient,
  io: Io,
  ids: readonly string[],
  options: FollowOptions,
): Promise<readonly Shown[] | 'detached'> {
  const watched = ids.map((id): Watched => ({ id, seq: 0, shown: null, seenAtMs: 0 }));
  const live = new LiveBoard(io);
  const asker: Asker = { client, io, as: options.as };
  const told = new Set<string>();
  try {
    while (!options.signal.aborted) {
      for (const one of watched) await look(client, one);
      await tell(client, io, watched, live, options);
      await answerOpen(asker, watched, told, live, options);
      if (watched.every(isOver)) return watched.flatMap(({ shown }) => shown ?? []);
      await sleep(lookMs, undefined, { signal: options.signal }).catch(() => undefined);
    }
    return 'detached';
  } catch (error) {
    if (error instanceof Interrupted) return 'detached';
    throw error;
  } finally {
    live.clear();
  }
}

export function detachedFrom(id: string): string {
  return `detached: the response goes on without this terminal; firebreak watch ${id} shows it again`;
}

function isOver({ shown }: Watched): boolean {
  return shown !== null && shown.incident.status === 'closed' && shown.report.verdict !== 'running';
}

async function look(client: GatewayClient, one: Watched): Promise<void> {
  if (isOver(one)) return;
  try {
    one.shown = await client.show(one.id);
    one.seenAtMs = Date.now();
  } catch (error) {
    const away = error instanceof FirebreakError && error.code === 'ERR_STACK_DOWN';
    if (!away || Date.now() - one.seenAtMs > patienceMs) throw error;
  }
}

/** A live board on a terminal, else one line per new event. */
async function tell(
  client: GatewayClient,
  io: Io,
  watched: readonly Watched[],
  live: LiveBoard,
  { ndjson }: FollowOptions,
): Promise<void> {
  const page = watched.map(({ shown }) => (shown ? boardText(shown, io.colors.stderr) : '')).join('\n\n');
  if (!ndjson && live.fits(page)) return live.draw(page);
  for (const one of watched) {
    const head = one.shown?.report.ledger.entries ?? 0;
    if (head <= one.seq || one.shown === null) continue;
    if (ndjson) await tellRows(client, io, one, head);
    else for (const row of one.shown.report.timeline.filter(({ seq }) => seq > one.seq)) say(io, eventText(row));
    one.seq = head;
  }
}

async function tellRows(client: GatewayClient, io: Io, one: Watched, head: number): Promise<void> {
  const rows = await client.ledger(one.id, one.seq);
  for (const row of rows.filter(({ seq }) => seq <= head)) printJson(io, row);
}

async function answerOpen(
  asker: Asker,
  watched: readonly Watched[],
  told: Set<string>,
  live: LiveBoard,
  { ask }: FollowOptions,
): Promise<void> {
  for (const { shown } of watched) {
    for (const checkpoint of inOrder(shown?.checkpoints ?? []).filter(({ id }) => !told.has(id))) {
      if (shown === null) continue;
      told.add(checkpoint.id);
      live.leave();
      if (!ask) say(asker.io, waits(checkpoint));
      else if (await putQuestion(asker, checkpoint, shown)) told.delete(checkpoint.id);
    }
  }
}

/** As the finishes will happen. */
function inOrder(open: readonly OpenCheckpoint[]): readonly OpenCheckpoint[] {
  return [...open].sort((a, b) => verbs.indexOf(a.verb) - verbs.indexOf(b.verb));
}

function waits({ id, question }: OpenCheckpoint): string {
  return `waiting for a person: ${question.act}; answer with: firebreak decide ${id} approve|deny`;
}
