/** Makes the new credential the current one under the name the inventory uses, so firebreak.yaml stays true unedited. */
import { now, record, type Scope } from './scope.ts';

export async function promote(scope: Scope): Promise<void> {
  const { sealed } = scope.deps;
  const { newKeyId, newRef } = scope.incident;
  if (newKeyId === null || newRef === null) return;
  await sealed.seal(scope.credential.secret, await sealed.open(newRef));
  const { id, secret } = scope.credential;
  await record(scope, [now('credential.promoted', { credential: id, keyId: newKeyId, secret })]);
}
