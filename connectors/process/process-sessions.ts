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

export async function signalSessions(holdings: readonly Holding[], act: Act): Promise<readonly Result[]> {
  const table = await processTable();
  const own = ownGroups();
  const first = holdings.map((holding) => signalOne(holding, act, table, own));
  const waiting = first.filter(({ outcome }) => outcome === 'accepted').map(({ id }) => id);
  const open = await waitUntilSettled(
    holdings.filter(({ id }) => waiting.includes(id)),
    act,
  );
  return first.map((result) =>
    result.outcome === 'accepted' && !open.has(result.id) ? { id: result.id, outcome: 'done' } : result,
  );
}

function signalOne(holding: Holding, act: Act, table: readonly Stat[], own: ReadonlySet<number>): Result {
  const { id } = holding;
  const wanted = locator.safeParse(holding.locator).data;
  if (wanted === undefined) return { id, outcome: 'refused', reason: 'its run file names no process; end it by hand' };
  if (own.has(wanted.pid)) {
    return { id, outcome: 'refused', reason: 'it is the response itself, or what started it; nothing was signalled' };
  }
  const group = groupOf(wanted, table);
  if (group.state !== 'alive') return untouched(id, group);
  if ([...group.members, ...group.strays].every(settled[act])) return { id, outcome: 'already-done' };
  return sendTo(
    id,
    wanted,
    act,
    group.strays.filter(({ pid, pgrp }) => !own.has(pid) && !own.has(pgrp)),
  );
}

function untouched(id: string, group: Exclude<Group, { state: 'alive' }>): Result {
  if (group.state === 'gone') return { id, outcome: 'already-done' };
  if (group.state === 'forbidden') return { id, outcome: 'refused', reason: group.reason };
  return { id, outcome: 'refused', reason: orphanedReason(group.members.length) };
}

function orphanedReason(count: number): string {
  return `its first process is gone and ${count} of its group still run; whose they are cannot be proven, end them by hand`;
}

function sendTo(id: string, wanted: Locator, act: Act, strays: readonly Stat[]): Result {
  // The start time is read again in the same tick as the signal, so a reused number is not hit.
  if (statOf(wanted.pid)?.startTicks !== wanted.startTicks) return { id, outcome: 'already-done' };
  const sent = [signal(-wanted.pid, act), ...strays.map((stray) => signalStray(stray, act))];
  if (sent.includes('forbidden')) {
    return {
      id,
      outcome: 'refused',
      reason: `the kernel does not let this user send ${act}; run as the sessions' user`,
    };
  }
  return { id, outcome: 'accepted', reason: `${act} was sent and has not taken effect within ${settleMs} ms` };
}

function signalStray(stray: Stat, act: Act): ReturnType<typeof signal> {
  return statOf(stray.pid)?.startTicks === stray.startTicks ? signal(stray.pid, act) : 'gone';
}

/** Which of these sessions still show another state when the time is up? */
async function waitUntilSettled(holdings: readonly Holding[], act: Act): Promise<ReadonlySet<string>> {
  const wanted = holdings.map((holding) => ({ id: holding.id, at: locator.parse(holding.locator) }));
  for (let waitedMs = 0; ; waitedMs += pollMs) {
    const table = await processTable();
    const open = wanted.filter(({ at }) => !isSettled(groupOf(at, table), act)).map(({ id }) => id);
    if (open.length === 0 || waitedMs >= settleMs) return new Set(open);
    await sleep(pollMs);
  }
}

function isSettled(group: Group, act: Act): boolean {
  return group.state === 'gone' || (group.state === 'alive' && [...group.members, ...group.strays].every(settled[act]));
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
