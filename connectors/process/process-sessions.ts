import { setTimeout as sleep } from 'node:timers/promises';
import type { Holding } from '../../domain/holding.ts';
import type { Result, Standing } from '../../domain/proof.ts';
import { isDead, isStopped, processTable, signal, statOf } from './process-client.ts';
import { type Group, groupOf, ownGroups } from './process-group.ts';
import { type Locator, locator, type Stat } from './process-schema.ts';

/** How is a session's process group stopped, continued, killed, and seen to be gone? */

/** Milliseconds to wait for a signal to take effect before saying `accepted` instead of `done`. */
const settleMs = 1_000;
const pollMs = 5;

type Act = 'SIGSTOP' | 'SIGCONT' | 'SIGKILL';

/** What reading back must show of every living member once the signal took effect. */
const settled: Record<Act, (member: Stat) => boolean> = {
  SIGSTOP: isStopped,
  SIGCONT: (member) => !isStopped(member),
  SIGKILL: isDead,
};

/** What became of one holding, and, when a signal was sent, what has to be read back. */
interface Sent {
  readonly result: Result;
  readonly to?: { readonly session: Locator; readonly strays: readonly Stat[] };
}

export async function signalSessions(holdings: readonly Holding[], act: Act): Promise<readonly Result[]> {
  const table = await processTable();
  const own = ownGroups();
  const sent = holdings.map((holding) => signalOne(holding, act, table, own));
  const open = await waitUntilSettled(sent, act);
  return sent.map(({ result, to }) =>
    to === undefined || open.has(result.id) ? result : { id: result.id, outcome: 'done' },
  );
}

function signalOne(holding: Holding, act: Act, table: readonly Stat[], own: ReadonlySet<number>): Sent {
  const { id } = holding;
  const session = locator.safeParse(holding.locator).data;
  if (session === undefined) return refused(id, 'its run file names no process; end it by hand');
  if (own.has(session.pid)) return refused(id, 'it is the response itself, or what started it; nothing was signalled');
  const group = groupOf(session, table);
  if (group.state === 'gone') return { result: { id, outcome: 'already-done' } };
  if (group.state === 'forbidden') return refused(id, group.reason);
  if (group.state === 'orphaned') return refused(id, orphanedReason(group.members.length));
  if ([...group.members, ...group.strays].every(settled[act])) return { result: { id, outcome: 'already-done' } };
  const strays = group.strays.filter(({ pid, pgrp }) => !own.has(pid) && !own.has(pgrp));
  return sendTo(id, session, strays, act);
}

function refused(id: string, reason: string): Sent {
  return { result: { id, outcome: 'refused', reason } };
}

function orphanedReason(count: number): string {
  return `its first process is gone and ${count} of its group still run; whose they are cannot be proven, end them by hand`;
}

function sendTo(id: string, session: Locator, strays: readonly Stat[], act: Act): Sent {
  // The start time is read again in the same tick as the signal, so a reused number is not hit.
  if (!isSame(session)) return { result: { id, outcome: 'already-done' } };
  const sent = [signal(-session.pid, act), ...strays.map((stray) => (isSame(stray) ? signal(stray.pid, act) : 'gone'))];
  if (sent.includes('forbidden')) {
    return refused(id, `the kernel does not let this user send ${act}; run as the sessions' user`);
  }
  const reason = `${act} was sent and has not taken effect within ${settleMs} ms`;
  return { result: { id, outcome: 'accepted', reason }, to: { session, strays } };
}

function isSame({ pid, startTicks }: Locator): boolean {
  return statOf(pid)?.startTicks === startTicks;
}

/** Which of these sessions still show another state when the time is up? */
async function waitUntilSettled(sent: readonly Sent[], act: Act): Promise<ReadonlySet<string>> {
  const waiting = sent.flatMap(({ result, to }) => (to === undefined ? [] : [{ id: result.id, to }]));
  for (let waitedMs = 0; waiting.length > 0; waitedMs += pollMs) {
    const table = await processTable();
    const open = waiting.filter(({ to }) => !isSettled(to, act, table)).map(({ id }) => id);
    if (open.length === 0 || waitedMs >= settleMs) return new Set(open);
    await sleep(pollMs);
  }
  return new Set();
}

/** Once the session's first process is gone its strays are nobody's children: they are looked up one by one. */
function isSettled({ session, strays }: NonNullable<Sent['to']>, act: Act, table: readonly Stat[]): boolean {
  const group = groupOf(session, table);
  const isGroupSettled = group.state === 'gone' || (group.state === 'alive' && group.members.every(settled[act]));
  return isGroupSettled && strays.every((stray) => isStraySettled(stray, act, table));
}

function isStraySettled(stray: Stat, act: Act, table: readonly Stat[]): boolean {
  const now = table.find(({ pid, startTicks }) => pid === stray.pid && startTicks === stray.startTicks);
  return now === undefined || isDead(now) || settled[act](now);
}

export async function confirmSessions(holdings: readonly Holding[]): Promise<readonly Standing[]> {
  const table = await processTable();
  const at = new Date().toISOString();
  return holdings.map(({ id, locator: where }) => {
    const wanted = locator.safeParse(where).data;
    if (wanted === undefined) return { id, state: 'unknowable', reason: 'its run file could not be read' };
    const group = groupOf(wanted, table);
    if (group.state === 'gone') {
      return { id, state: 'ended', proof: { level: 'read-back', at, how: 'the process table has no process of it' } };
    }
    return { id, state: 'still-open', reason: openReason(group) };
  });
}

function openReason(group: Exclude<Group, { state: 'gone' }>): string {
  if (group.state === 'forbidden') return group.reason;
  if (group.state === 'orphaned') return orphanedReason(group.members.length);
  return `${group.members.length + group.strays.length} of its processes still exist`;
}
