/** Brakes, ends and confirms holdings, page by page, through the gate. */
import type { HoldingControl } from '../connectors/connector.ts';
import { FirebreakError } from '../domain/errors.ts';
import type { Result, Standing } from '../domain/proof.ts';
import type { Verb } from '../domain/verb.ts';
import { type HoldingRow, setHoldingStates } from '../store/holdings.ts';
import { mayRepeat, passGate } from './gate.ts';
import { connectorOrNone, controlOf, isOpen, operationOf, perPlace, specFor } from './holdings.ts';
import { pages } from './pages.ts';
import { now, record, type Scope } from './scope.ts';

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
    // A crash leaves one page in doubt: what may be repeated can be sent again, the rest is a question for people.
    await eachPage(rows, mayRepeat(spec) ? 500 : 100, async (page) => {
      const passage = { verb, operation: operationOf(kind, 'end'), place, spec, checkpointId };
      const results = await passGate(scope, passage, ids(page), (targets) => end(pick(page, targets)));
      return () => keepResults(scope, verb, 'holding.ended', 'ended', results);
    });
  });
}

/** What each place says now. Ended ones are proven; the rest keep their state and a reason. */
export async function confirmHoldings(scope: Scope, verb: Verb, holdings: readonly HoldingRow[]): Promise<void> {
  await perPlace(holdings.filter(isOpen), async (place, kind, rows) => {
    const connector = connectorOrNone(scope, place);
    const { confirm } = connector ? controlOf(connector, kind) : {};
    await eachPage(rows, 500, async (page) => {
      const standings = confirm ? await askAgain(confirm, page) : page.map(({ id }) => noConfirm(id));
      return () => keepStandings(scope, verb, standings);
    });
  });
}

/** One page at the provider at a time; what it said is written down while the next one is under way, in their order. */
async function eachPage(
  rows: readonly HoldingRow[],
  size: number,
  work: (page: readonly HoldingRow[]) => Promise<() => Promise<void>>,
): Promise<void> {
  let keeping = Promise.resolve();
  for (const page of pages(rows, size)) {
    const [kept, worked] = await Promise.allSettled([keeping, work(page)]);
    if (kept.status === 'rejected') throw kept.reason;
    if (worked.status === 'rejected') throw worked.reason;
    keeping = worked.value();
  }
  await keeping;
}

async function askAgain(
  confirm: NonNullable<HoldingControl['confirm']>,
  page: readonly HoldingRow[],
): Promise<readonly Standing[]> {
  try {
    return await confirm(page);
  } catch (error) {
    if (!(error instanceof FirebreakError)) throw error;
    return page.map(({ id }) => ({ id, state: 'still-open', reason: error.message }));
  }
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
  if (proven.length === 0) return;
  const updates = proven.map(({ id, proof }) => ({
    id,
    state: 'closed' as const,
    proofLevel: proof.level,
    provenAt: proof.at,
  }));
  const items = proven.map(({ id, proof }) => ({ id, proof }));
  await scope.deps.db.transaction(async (tx) => {
    await setHoldingStates(tx, scope.incident.id, updates);
    await record(scope, [now('holding.proven', { verb, items })], tx);
  });
}

const ids = (rows: readonly HoldingRow[]): readonly string[] => rows.map(({ id }) => id);

function pick(rows: readonly HoldingRow[], targets: readonly string[]): readonly HoldingRow[] {
  const wanted = new Set(targets);
  return rows.filter(({ id }) => wanted.has(id));
}
