/** Hands the new credential to each dependent, sealed so that only that dependent can open it. */
import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { armor, Encrypter } from 'age-encryption';
import { FirebreakError } from '../domain/errors.ts';
import type { Dependent, Handover } from '../domain/inventory.ts';
import { passGate } from './gate.ts';
import { now, record, type Scope } from './scope.ts';

export async function hand(scope: Scope): Promise<void> {
  await Promise.all(scope.dependents.map((dependent) => handOne(scope, dependent)));
}

async function handOne(scope: Scope, { id, handover }: Dependent): Promise<void> {
  const { newKeyId: keyId, newRef: ref } = scope.incident;
  if (keyId === null || ref === null) return;
  const spec = { effect: 'reversible', retry: 'natural' } as const;
  const passage = { verb: 'rotate', operation: 'hand', place: scope.credential.issuer, spec } as const;
  const [result] = await passGate(scope, passage, [`${id} ${keyId}`], async (targets) => {
    await deliver(handover, await scope.deps.sealed.open(ref));
    return targets.map((target) => ({ id: target, outcome: 'done' }));
  });
  if (result?.outcome === 'refused') return notHanded(scope, id, keyId, result.reason ?? 'the handover failed');
  await record(scope, [now('credential.handed', { keyId, dependent: id, path: handover.path })]);
}

async function notHanded(scope: Scope, dependent: string, expectedKeyId: string, reason: string): Promise<void> {
  const surfaces = scope.dependents.find(({ id }) => id === dependent)?.surfaces ?? [];
  const failure = { dependent, expectedKeyId, seenKeyId: '', reason };
  await record(
    scope,
    surfaces.map((place) => now('dependent.failed', { ...failure, place })),
  );
}

/** Written beside the path and renamed over it: a reader sees the old file or the new one, never half of one. */
async function deliver({ path, recipient }: Handover, pair: string): Promise<void> {
  const encrypter = new Encrypter();
  const beside = `${path}.${randomUUID()}`;
  try {
    encrypter.addRecipient(recipient);
    await writeFile(beside, armor.encode(await encrypter.encrypt(pair)), { mode: 0o600, flag: 'wx' });
    await rename(beside, path);
  } catch (cause) {
    await rm(beside, { force: true });
    throw new FirebreakError(
      'ERR_CONFIG',
      `the handover file ${path} could not be written; check the folder and recipient`,
      {
        cause,
      },
    );
  }
}
