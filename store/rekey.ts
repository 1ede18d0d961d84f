/**
 * How does a sealed store change its master key without ever being unreadable?
 *
 * The new identity is added first, then every value is sealed for it, then the old identity goes. Killed at any point,
 * everything still opens, and the next rekey carries on with the identity that was added.
 */
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FirebreakError } from '../domain/errors.ts';
import { recipientOf } from './age-identity.ts';
import { createFile, hasErrno } from './atomic-file.ts';
import { addIdentity, dropOldIdentities, type KeyRing } from './key-ring.ts';
import { CLAIMED, decryptWith, encryptFor, listSealed, pathOf, readText } from './sealed-file.ts';

/** Returns how many values were sealed anew. What no identity opens is left as it is. */
export async function rekey(dir: string): Promise<number> {
  const lock = join(dir, 'rekey.lock');
  await takeLock(lock);
  try {
    const ring = await addIdentity(dir);
    const count = await resealAll(dir, ring);
    await dropOldIdentities(dir, ring.newest);
    return count;
  } finally {
    await rm(lock, { force: true });
  }
}

/** Until a pass meets nothing old: writers that began before the new identity was there end meanwhile. */
async function resealAll(dir: string, ring: KeyRing): Promise<number> {
  let total = 0;
  for (;;) {
    let resealed = 0;
    for (const { name } of await listSealed(dir)) {
      if (await reseal(pathOf(dir, name), ring)) resealed += 1;
    }
    if (resealed === 0) return total;
    total += resealed;
  }
}

async function reseal(path: string, ring: KeyRing): Promise<boolean> {
  await finishClaim(path, ring);
  const text = await readText(path);
  if (text === null || (await decryptWith([ring.newest], text)) !== null) return false;
  if ((await decryptWith(ring.identities, text)) === null) return false;
  await rename(path, path + CLAIMED).catch(ignoreMissing);
  return await finishClaim(path, ring);
}

/**
 * Moving the file aside and creating the new one, instead of replacing it, lets a value sealed meanwhile by somebody
 * else win: creating fails when a file stands there.
 */
async function finishClaim(path: string, ring: KeyRing): Promise<boolean> {
  const text = await readText(path + CLAIMED);
  if (text === null) return false;
  const value = await decryptWith(ring.identities, text);
  const created = await createFile(
    path,
    value === null ? text : await encryptFor(await recipientOf(ring.newest), value),
  );
  await rm(path + CLAIMED, { force: true });
  return created;
}

async function takeLock(lock: string): Promise<void> {
  const last = Number(await readText(lock));
  if (last > 0 && !isAlive(last)) await rm(lock, { force: true });
  if (await createFile(lock, `${process.pid}\n`)) return;
  throw new FirebreakError(
    'ERR_SECRET_STORE',
    `another rekey is running (process ${(await readText(lock))?.trim()}); wait for it to end, or remove ${lock} when you know that none is`,
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasErrno(error, 'EPERM');
  }
}

function ignoreMissing(error: unknown): void {
  if (!hasErrno(error, 'ENOENT')) throw error;
}
