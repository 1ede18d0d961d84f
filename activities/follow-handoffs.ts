/** Where did briefs go that started at an affected session? Followed to a fixed point, within caps that are findings. */
import type { Handoff, Hop } from '../domain/action.ts';
import { FirebreakError } from '../domain/errors.ts';
import type { SweepLimits } from '../domain/runbook.ts';
import { addHops, listHops } from '../store/actions.ts';
import { listHoldings } from '../store/holdings.ts';
import { now, record, type Scope } from './scope.ts';

export async function followHandoffs(scope: Scope, limits: SweepLimits): Promise<void> {
  const visited = new Set(await affectedSessions(scope));
  const seen = new Set((await listHops(scope.deps.db, scope.incident.id)).map(({ id }) => id));
  let frontier = [...visited];
  for (let depth = 1; frontier.length > 0; depth += 1) {
    const handoffs = await handoffsFrom(scope, frontier);
    const fresh = handoffs.filter(({ id }) => !seen.has(id));
    if (fresh.length > 0 && depth > limits.maxDepth) return capped(scope, 'depth', limits.maxDepth, fresh.length);
    const room = limits.maxHops - seen.size;
    if (fresh.length > room) await capped(scope, 'count', limits.maxHops, fresh.length - room);
    const kept = fresh.slice(0, Math.max(0, room)).map((handoff): Hop => ({ ...handoff, depth }));
    for (const { id } of kept) seen.add(id);
    await keep(scope, kept);
    frontier = [...new Set(handoffs.map(({ toSession }) => toSession))].filter((session) => !visited.has(session));
    for (const session of frontier) visited.add(session);
    if (fresh.length > room) return;
  }
}

async function affectedSessions(scope: Scope): Promise<readonly string[]> {
  const rows = await listHoldings(scope.deps.db, scope.incident.id, { verb: 'freeze' });
  return rows.map(({ locator, id }) => String(locator['session'] ?? id));
}

async function handoffsFrom(scope: Scope, sessions: readonly string[]): Promise<readonly Handoff[]> {
  const since = scope.incident.window.openedAt;
  const logs = [...new Set(scope.inventory.agents.flatMap(({ actions }) => actions))];
  const found = await Promise.all(logs.map((place) => readHandoffs(scope, place, sessions, since)));
  return found.flat();
}

async function readHandoffs(
  scope: Scope,
  place: string,
  sessions: readonly string[],
  since: string,
): Promise<readonly Handoff[]> {
  try {
    return (await scope.places.at(place).findHandoffs?.(sessions, since)) ?? [];
  } catch (error) {
    if (!(error instanceof FirebreakError)) throw error;
    await record(scope, [now('log.unreadable', { place, reason: error.message })]);
    return [];
  }
}

async function keep(scope: Scope, hops: readonly Hop[]): Promise<void> {
  if (hops.length === 0) return;
  await scope.deps.db.transaction(async (tx) => {
    const items = await addHops(tx, scope.incident.id, hops);
    if (items.length > 0) await record(scope, [now('hop.found', { items })], tx);
  });
}

async function capped(scope: Scope, cap: 'depth' | 'count', limit: number, dropped: number): Promise<void> {
  await record(scope, [now('sweep.capped', { cap, limit, dropped })]);
}
