/** Fence first: bar the old credential from opening anything new, reversibly, before the new one exists. */
import { passGate } from './gate.ts';
import { specFor } from './holdings.ts';
import { acceptingPlaces, now, record, type Scope } from './scope.ts';

export async function fence(scope: Scope): Promise<void> {
  const { keyId } = scope.incident;
  for (const place of acceptingPlaces(scope)) {
    const connector = scope.places.at(place);
    if (!connector.fence) continue;
    const passage = { verb: 'rotate', operation: 'fence', place, spec: specFor(connector, 'fence') } as const;
    const [result] = await passGate(scope, passage, [keyId], async () => {
      const fenced = await connector.fence?.(keyId);
      return fenced ? [{ ...fenced, id: keyId }] : [];
    });
    if (result) await record(scope, [now('credential.fenced', { keyId, place, result })]);
  }
}
