/** Find, brake, end and confirm whatever the credential holds open: the part freeze, disconnect, sweep and revoke share. */
import type { Connector, HoldingControl, Operation, OperationSpec } from '../connectors/connector.ts';
import type { HeldItem, NewEvidence, Residual } from '../domain/evidence.ts';
import type { Holding, HoldingKind, HoldingQuery } from '../domain/holding.ts';
import type { Result, Standing } from '../domain/proof.ts';
import type { Verb } from '../domain/verb.ts';
import { addHoldings, type HoldingRow, listHoldings, setHoldingStates } from '../store/holdings.ts';
import { passGate } from './gate.ts';
import { pages } from './pages.ts';
import { now, ownerOf, record, type Scope } from './scope.ts';

const controls = { session: 'sessions', connection: 'connections', grant: 'grants' } as const satisfies Record<
  HoldingKind,
  keyof Connector
>;

export function controlOf(connector: Connector, kind: HoldingKind): HoldingControl {
  return connector[controls[kind]] ?? {};
}

export function operationOf(kind: HoldingKind, part: 'brake' | 'end'): Operation {
  return `${controls[kind]}.${part}`;
}

/** A connector that forgot to declare an operation is treated as the worst case. */
export function specFor(connector: Connector, operation: Operation): Pick<OperationSpec, 'effect' | 'retry'> {
  return connector.operations[operation] ?? { effect: 'irreversible', retry: 'never' };
}

/** Asks every place, stores what is new, and returns all the step has found so far. */
export async function findHoldings(
  scope: Scope,
  verb: Verb,
  kind: HoldingKind,
  places: readonly string[],
  query: HoldingQuery,
): Promise<readonly HoldingRow[]> {
  const found = await Promise.all(places.map((place) => controlOf(scope.places.at(place), kind).find?.(query) ?? []));
  await keepFound(scope, verb, found.flat());
  return listHoldings(scope.deps.db, scope.incident.id, { verb });
}

export async function keepFound(scope: Scope, verb: Verb, found: readonly Holding[]): Promise<void> {
  if (found.length === 0) return;
  await scope.deps.db.transaction(async (tx) => {
    const fresh = await addHoldings(
      tx,
      scope.incident.id,
      verb,
      found.map((holding) => located(scope, holding)),
    );
    const entries = pages(fresh, 500).map((items) => now('holding.found', { verb, items: items.map(heldItem) }));
    await record(scope, entries, tx);
  });
}

/** A log names an issuer by URL; the inventory knows which place that is. */
function located(scope: Scope, holding: Holding): Holding {
  if (!holding.place.startsWith('origin:')) return holding;
  const place = scope.places.byOrigin(holding.place.slice('origin:'.length));
  return place ? { ...holding, place } : holding;
}

function heldItem({ id, kind, place, name, keyId, agent, openedAt, diesAt, parent }: Holding): HeldItem {
  return {
    id,
    kind,
    place,
    name,
    keyId,
    openedAt,
    ...(agent === undefined ? {} : { agent }),
    ...(diesAt === undefined ? {} : { diesAt }),
    ...(parent === undefined ? {} : { parent }),
  };
}

export async function brakeHoldings(scope: Scope, verb: Verb, holdings: readonly HoldingRow[]): Promise<void> {
  const found = holdings.filter(({ state }) => state === 'found');
  await perPlace(found, async (place, kind, rows) => {
    const connector = scope.places.at(place);
    const { brake } = controlOf(connector, kind);
    if (!brake) return;
    const spec = specFor(connector, operationOf(kind, 'brake'));
    for (const page of pages(rows, 100)) {
      const passage = { verb, operation: operationOf(kind, 'brake'), place, spec };
      const results = await passGate(scope, passage, ids(page), (targets) => brake(pick(page, targets)));
      await keepResults(scope, verb, 'holding.braked', 'braked', results);
    }
  });
}

/** Ends through the gate, then confirms by asking again until the budget is spent. */
export async function endHoldings(
  scope: Scope,
  verb: Verb,
  checkpointId: string,
  holdings: readonly HoldingRow[],
): Promise<void> {
  await perPlace(holdings.filter(isOpen), async (place, kind, rows) => {
    const connector = connectorOrNone(scope, place);
    const { end } = connector ? controlOf(connector, kind) : {};
    if (!connector || !end) return;
    const spec = { ...specFor(connector, operationOf(kind, 'end')), effect: 'irreversible' as const };
    for (const page of pages(rows, 100)) {
      const passage = { verb, operation: operationOf(kind, 'end'), place, spec, checkpointId };
      const results = await passGate(scope, passage, ids(page), (targets) => end(pick(page, targets)));
      await keepResults(scope, verb, 'holding.ended', 'ended', results);
    }
  });
}

/** What each place says now. Ended ones are proven; the rest keep their state and a reason. */
export async function confirmHoldings(scope: Scope, verb: Verb, holdings: readonly HoldingRow[]): Promise<void> {
  await perPlace(holdings.filter(isOpen), async (place, kind, rows) => {
    const connector = connectorOrNone(scope, place);
    const { confirm } = connector ? controlOf(connector, kind) : {};
    for (const page of pages(rows, 100)) {
      const standings = confirm ? await confirm(page) : page.map(({ id }) => noConfirm(id));
      await keepStandings(scope, verb, standings);
    }
  });
}

function noConfirm(id: string): Standing {
  return { id, state: 'unknowable', reason: 'no connector of this inventory can ask the place about it' };
}

async function keepResults(
  scope: Scope,
  verb: Verb,
  kind: 'holding.braked' | 'holding.ended',
  state: 'braked' | 'ended',
  results: readonly Result[],
): Promise<void> {
  if (results.length === 0) return;
  const worked = results.filter(({ outcome }) => outcome !== 'refused' && outcome !== 'unknown');
  await scope.deps.db.transaction(async (tx) => {
    await setHoldingStates(
      tx,
      scope.incident.id,
      worked.map(({ id }) => ({ id, state })),
    );
    await record(scope, [now(kind, { verb, items: results })], tx);
  });
}

async function keepStandings(scope: Scope, verb: Verb, standings: readonly Standing[]): Promise<void> {
  const proven = standings.filter((standing) => standing.state === 'ended');
  const updates = standings.flatMap((standing) => {
    if (standing.state === 'ended') {
      const { level, at } = standing.proof;
      return [{ id: standing.id, state: 'closed' as const, proofLevel: level, provenAt: at }];
    }
    return [];
  });
  const entries: NewEvidence[] = [];
  if (proven.length > 0) {
    entries.push(now('holding.proven', { verb, items: proven.map(({ id, proof }) => ({ id, proof })) }));
  }
  await scope.deps.db.transaction(async (tx) => {
    await setHoldingStates(tx, scope.incident.id, updates);
    await record(scope, entries, tx);
  });
}

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
    for (const standing of await confirm(own)) standings.set(standing.id, standing);
  });
  return standings;
}

function connectorOrNone(scope: Scope, place: string): Connector | undefined {
  return place.startsWith('origin:') ? undefined : scope.places.at(place);
}

async function perPlace(
  holdings: readonly HoldingRow[],
  each: (place: string, kind: HoldingKind, rows: readonly HoldingRow[]) => Promise<void>,
): Promise<void> {
  const groups = new Map<string, HoldingRow[]>();
  for (const row of holdings) {
    const key = `${row.kind} ${row.place}`;
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  await Promise.all(
    [...groups.values()].map(async (rows) => {
      const first = rows[0];
      if (first) await each(first.place, first.kind, rows);
    }),
  );
}

export function isOpen({ state }: HoldingRow): boolean {
  return state === 'found' || state === 'braked' || state === 'ended';
}

const ids = (rows: readonly HoldingRow[]): readonly string[] => rows.map(({ id }) => id);

function pick(rows: readonly HoldingRow[], targets: readonly string[]): readonly HoldingRow[] {
  const wanted = new Set(targets);
  return rows.filter(({ id }) => wanted.has(id));
}
