/** Asks the places what the credential still holds open, and stores what is new. */
import { FirebreakError } from '../domain/errors.ts';
import type { HeldItem } from '../domain/evidence.ts';
import type { Holding, HoldingKind, HoldingQuery } from '../domain/holding.ts';
import type { Verb } from '../domain/verb.ts';
import { addHoldings, type HoldingRow, listHoldings } from '../store/holdings.ts';
import { controlOf } from './holdings.ts';
import { pages } from './pages.ts';
import { now, record, type Scope } from './scope.ts';

/** Asks every place, stores what is new, and returns all the step has found so far. */
export async function findHoldings(
  scope: Scope,
  verb: Verb,
  kind: HoldingKind,
  places: readonly string[],
  query: HoldingQuery,
): Promise<readonly HoldingRow[]> {
  const found = await Promise.all(places.map((place) => findAt(scope, verb, kind, place, query)));
  const known = await listHoldings(scope.deps.db, scope.incident.id, { verb });
  const seen = new Set(known.map(({ id }) => id));
  const unseen = found.flat().filter(({ id }) => !seen.has(id));
  if (unseen.length === 0) return known;
  await keepFound(scope, verb, unseen);
  return listHoldings(scope.deps.db, scope.incident.id, { verb });
}

/** A place that does not answer holds up none of the others; that it did not answer is evidence. */
async function findAt(
  scope: Scope,
  verb: Verb,
  kind: HoldingKind,
  place: string,
  query: HoldingQuery,
): Promise<readonly Holding[]> {
  try {
    const found = (await controlOf(scope.places.at(place), kind).find?.(query)) ?? [];
    return found.map((holding) => located(scope, place, holding));
  } catch (error) {
    if (!(error instanceof FirebreakError)) throw error;
    await record(scope, [now('place.unanswered', { verb, place, reason: error.message })]);
    return [];
  }
}

async function keepFound(scope: Scope, verb: Verb, found: readonly Holding[]): Promise<void> {
  await scope.deps.db.transaction(async (tx) => {
    const fresh = await addHoldings(tx, scope.incident.id, verb, found);
    const entries = pages(fresh, 500).map((items) => now('holding.found', { verb, items: items.map(heldItem) }));
    await record(scope, entries, tx);
  });
}

/**
 * A log names an issuer by URL; the inventory knows which place that is. The id keeps the log's name: an agent's word
 * about a token must never stand in for what the issuer's own log says of it.
 */
function located(scope: Scope, log: string, holding: Holding): Holding {
  if (!holding.place.startsWith('origin:')) return holding;
  const place = scope.places.byOrigin(holding.place.slice('origin:'.length)) ?? holding.place;
  const here = (id: string) => `${id.replace(`${holding.place}#`, `${place}#`)} in ${log}`;
  const { parent } = holding;
  return { ...holding, place, id: here(holding.id), ...(parent === undefined ? {} : { parent: here(parent) }) };
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
