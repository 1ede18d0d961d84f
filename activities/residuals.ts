/** Names what is left of a step, with the place's own reason where it gives one. */
import type { Residual } from '../domain/evidence.ts';
import type { Standing } from '../domain/proof.ts';
import type { Verb } from '../domain/verb.ts';
import { type HoldingRow, setHoldingStates } from '../store/holdings.ts';
import { connectorOrNone, controlOf, isOpen, perPlace } from './holdings.ts';
import { pages } from './pages.ts';
import { now, ownerOf, record, type Scope } from './scope.ts';

/** Names what is left of a step's holdings; `why` for those the place itself says nothing about. */
export async function nameResiduals(
  scope: Scope,
  verb: Verb,
  holdings: readonly HoldingRow[],
  why: string,
): Promise<void> {
  const left = holdings.filter(isOpen);
  if (left.length === 0) return;
  const reasons = await askWhy(scope, left);
  const items = left.map((row): Residual => {
    const standing = reasons.get(row.id);
    const diesAt = (standing?.state === 'unknowable' ? standing.diesAt : undefined) ?? row.diesAt;
    const reason = standing && standing.state !== 'ended' ? standing.reason : why;
    const owner = scope.inventory.agents.find(({ id }) => id === row.agent)?.owner ?? ownerOf(scope);
    return { what: row.id, name: row.name, verb, why: reason, owner, ...(diesAt === undefined ? {} : { diesAt }) };
  });
  await scope.deps.db.transaction(async (tx) => {
    const updates = items.map(({ what, why: reason }) => ({ id: what, state: 'residual' as const, reason }));
    await setHoldingStates(tx, scope.incident.id, updates);
    await record(
      scope,
      pages(items, 500).map((page) => now('residual.named', { items: page })),
      tx,
    );
  });
}

async function askWhy(scope: Scope, rows: readonly HoldingRow[]): Promise<ReadonlyMap<string, Standing>> {
  const standings = new Map<string, Standing>();
  await perPlace(rows, async (place, kind, own) => {
    const connector = connectorOrNone(scope, place);
    const { confirm, end } = connector ? controlOf(connector, kind) : {};
    if (!confirm || end) return;
    const answers = await confirm(own).catch(() => []);
    for (const standing of answers) standings.set(standing.id, standing);
  });
  return standings;
}
