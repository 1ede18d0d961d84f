/** Bars the old credential from opening anything new, reversibly, wherever a connector can. */
import { readLedger } from '../store/ledger.ts';
import { passGate } from './gate.ts';
import { specFor } from './holdings.ts';
import { acceptingPlaces, now, record, type Scope } from './scope.ts';

export async function fence(scope: Scope): Promise<void> {
  await Promise.all(acceptingPlaces(scope).map((place) => fenceAt(scope, place)));
}

async function fenceAt(scope: Scope, place: string): Promise<void> {
  const { keyId } = scope.incident;
  const connector = scope.places.at(place);
  if (!connector.fence) return;
  const passage = { verb: 'rotate', operation: 'fence', place, spec: specFor(connector, 'fence') } as const;
  const [result] = await passGate(scope, passage, [keyId], async () => {
    const fenced = await connector.fence?.(keyId);
    return fenced ? [{ ...fenced, id: keyId }] : [];
  });
  if (result) await record(scope, [now('credential.fenced', { keyId, place, result })]);
}

/** Where the old credential opens nothing new any more, by what the ledger holds. */
export async function fencedPlaces(scope: Scope): Promise<readonly string[]> {
  const rows = await readLedger(scope.deps.db, scope.incident.id);
  const fenced = rows.flatMap((row) => (row.kind === 'credential.fenced' ? [row.body] : []));
  return [...new Set(fenced.filter(({ result }) => result.outcome.endsWith('done')).map(({ place }) => place))];
}
