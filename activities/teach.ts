/** Teaches the new credential to every surface that does not learn it from the issuer. */
import { passGate } from './gate.ts';
import { specFor } from './holdings.ts';
import { now, record, type Scope } from './scope.ts';

export async function teach(scope: Scope): Promise<void> {
  await Promise.all(scope.credential.surfaces.map((place) => teachOne(scope, place)));
}

async function teachOne(scope: Scope, place: string): Promise<void> {
  const { newKeyId: keyId, newRef: ref, keyId: oldKeyId } = scope.incident;
  const connector = scope.places.at(place);
  if (!connector.accept || keyId === null || ref === null) return;
  const passage = { verb: 'rotate', operation: 'accept', place, spec: specFor(connector, 'accept') } as const;
  const [result] = await passGate(scope, passage, [keyId], async () => {
    const accepted = await connector.accept?.({ keyId, ref }, { keyId: oldKeyId });
    return accepted ? [{ ...accepted, id: keyId }] : [];
  });
  if (result) await record(scope, [now('credential.accepted', { keyId, place, result })]);
}
