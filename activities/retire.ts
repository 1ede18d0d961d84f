/** Ends the old credential wherever it was accepted, through the gate. */
import type { Residual } from '../domain/evidence.ts';
import { passGate } from './gate.ts';
import { specFor } from './holdings.ts';
import { retirePlaces } from './retire-question.ts';
import { acceptingPlaces, now, ownerOf, record, type Scope } from './scope.ts';
import type { Unverified } from './verify-dependents.ts';

export async function retire(scope: Scope, checkpointId: string): Promise<void> {
  await Promise.all(retirePlaces(scope).map((place) => retireAt(scope, place, checkpointId)));
}

async function retireAt(scope: Scope, place: string, checkpointId: string): Promise<void> {
  const { keyId } = scope.incident;
  const connector = scope.places.at(place);
  const spec = { ...specFor(connector, 'retire'), effect: 'irreversible' as const };
  const passage = { verb: 'rotate', operation: 'retire', place, spec, checkpointId } as const;
  const [result] = await passGate(scope, passage, [keyId], async () => {
    const retired = await connector.retire?.(keyId);
    return retired ? [{ ...retired, id: keyId }] : [];
  });
  if (result) await record(scope, [now('credential.retired', { keyId, place, result })]);
}

/** The old credential stays alive on purpose; that is a door, and it is named at every place. */
export async function nameUnretired(scope: Scope, waiting: readonly Unverified[]): Promise<void> {
  const which = waiting.map(({ dependent, place }) => `${dependent} at ${place}`).join(', ');
  const why =
    scope.incident.newKeyId === null
      ? 'not retired: no new credential could be minted'
      : `not retired: ${which} does not work on the new credential`;
  await nameAlive(scope, acceptingPlaces(scope), why);
}

export async function nameAlive(scope: Scope, places: readonly string[], why: string): Promise<void> {
  const items = places.map(
    (place): Residual => ({
      what: `credential@${place}`,
      name: `${scope.incident.keyId} at ${place}`,
      verb: 'rotate',
      why,
      owner: ownerOf(scope),
    }),
  );
  if (items.length > 0) await record(scope, [now('residual.named', { items })]);
}
