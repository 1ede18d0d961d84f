import { isDead, statOf } from './process-client.ts';
import type { Locator, Stat } from './process-schema.ts';

/** Which processes belong to a session, and may we signal it? */
export type Group =
  | { readonly state: 'gone' }
  /** The leader is gone but its group is not; without its start time the number could be somebody else's. */
  | { readonly state: 'orphaned'; readonly members: readonly Stat[] }
  | { readonly state: 'forbidden'; readonly reason: string }
  | { readonly state: 'alive'; readonly members: readonly Stat[]; readonly strays: readonly Stat[] };

export function groupOf(wanted: Locator, table: readonly Stat[]): Group {
  const leader = table.find(({ pid }) => pid === wanted.pid);
  // Linux gives a number to no new process while a group of that number exists: another leader means an empty group.
  if (leader !== undefined && leader.startTicks !== wanted.startTicks) return { state: 'gone' };
  if (leader !== undefined && leader.pgrp !== leader.pid) return notALeader(leader);
  const members = table.filter((entry) => entry.pgrp === wanted.pid && !isDead(entry));
  if (leader === undefined) return members.length === 0 ? { state: 'gone' } : { state: 'orphaned', members };
  const strays = straysOf(leader, table);
  return members.length + strays.length === 0 ? { state: 'gone' } : { state: 'alive', members, strays };
}

function notALeader(leader: Stat): Group {
  if (isDead(leader)) return { state: 'gone' };
  return {
    state: 'forbidden',
    reason: `process ${leader.pid} does not lead a group of its own; nothing was signalled`,
  };
}

/** Descendants that moved to a group of their own: a signal to the session's group would miss them. */
function straysOf(leader: Stat, table: readonly Stat[]): readonly Stat[] {
  const family = new Set(table.filter(({ pgrp }) => pgrp === leader.pid).map(({ pid }) => pid));
  for (let size = 0; size !== family.size; ) {
    size = family.size;
    for (const entry of table) if (family.has(entry.ppid)) family.add(entry.pid);
  }
  return table.filter((entry) => family.has(entry.pid) && entry.pgrp !== leader.pid && !isDead(entry));
}

/** Our own group, our ancestors and their groups: signalling one of these would end the response itself. */
export function ownGroups(): ReadonlySet<number> {
  const own = new Set<number>([0, 1, process.pid]);
  for (let pid = process.pid; pid > 1; ) {
    const found = statOf(pid);
    if (found === undefined) break;
    own.add(found.pid).add(found.pgrp);
    pid = found.ppid;
  }
  return own;
}
