/**
 * With which identities is this sealed store opened, and for which recipient is it sealed?
 *
 * `master.key` holds the identity in force. While a rekey runs, `master.key.next` holds the one to come: everything
 * is sealed for it from its first moment on, and both open. Renaming it over `master.key` drops the old one.
 */
import { readFileSync } from 'node:fs';
import { lstat, mkdir, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { generateX25519Identity } from 'age-encryption';
import { FirebreakError } from '../domain/errors.ts';
import { recipientOf } from './age-identity.ts';
import { createFile, hasErrno, replaceFile, syncFolder } from './atomic-file.ts';

export interface KeyRing {
  /** New values are sealed for its recipient. */
  readonly newest: string;
  /** All identities that may open a value, the newest first. */
  readonly identities: readonly string[];
}

/** Makes the folder and its first identity when there are none. Several processes may do so at once. */
export async function openKeyRing(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await refuseExposed(dir, '700');
  if ((await readIdentity(dir, 'master.key')) === null) await createIdentity(dir);
  await publish(dir, await readKeyRing(dir));
}

const asked = new Map<string, Promise<KeyRing>>();

/**
 * Read anew for each use: another process may have rekeyed. Whoever asks before a reading has begun shares it, so that
 * twenty values opened at once cost one.
 */
export async function readKeyRing(dir: string): Promise<KeyRing> {
  const known = asked.get(dir);
  if (known !== undefined) return known;
  const reading = nextTurn().then(() => {
    asked.delete(dir);
    return readNow(dir);
  });
  asked.set(dir, reading);
  return reading;
}

/** The next key first, as a rekey moves it to the other. */
async function readNow(dir: string): Promise<KeyRing> {
  const next = await readIdentity(dir, 'master.key.next');
  const current = await readIdentity(dir, 'master.key');
  const newest = next ?? current;
  if (newest === null || current === null) throw lostKey(dir);
  return { newest, identities: [...new Set([newest, current])] };
}

/** The public half as last published. */
export function publishedRecipient(dir: string): string {
  return readFileSync(join(dir, 'recipient'), 'utf8').trim();
}

/** Adds an identity, or takes up the one an interrupted rekey added. */
export async function addIdentity(dir: string): Promise<KeyRing> {
  await createFile(join(dir, 'master.key.next'), `${await generateX25519Identity()}\n`);
  const ring = await readKeyRing(dir);
  await publish(dir, ring);
  return ring;
}

/** Makes `newest` the only identity. Another rekey may have done so already. */
export async function dropOldIdentities(dir: string, newest: string): Promise<void> {
  if ((await readIdentity(dir, 'master.key.next')) !== newest) return;
  await rename(join(dir, 'master.key.next'), join(dir, 'master.key')).catch((error: unknown) => {
    if (!hasErrno(error, 'ENOENT')) throw error;
  });
  await syncFolder(dir);
}

async function createIdentity(dir: string): Promise<void> {
  const names = await readdir(dir, { recursive: true });
  if (names.some((name) => name.endsWith('.age'))) throw lostKey(dir);
  await createFile(join(dir, 'master.key'), `${await generateX25519Identity()}\n`);
}

/** The public half, for whoever seals something for this installation. */
async function publish(dir: string, ring: KeyRing): Promise<void> {
  const recipient = await recipientOf(ring.newest);
  const path = join(dir, 'recipient');
  const published = await readFile(path, 'utf8').catch(() => '');
  if (published.trim() !== recipient) await replaceFile(path, `${recipient}\n`);
}

async function readIdentity(dir: string, name: string): Promise<string | null> {
  const path = join(dir, name);
  try {
    await refuseExposed(path, '600');
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return null;
    throw error;
  }
}

/** Group and others must have no rights at all on what holds or guards the identity. */
async function refuseExposed(path: string, expected: '600' | '700'): Promise<void> {
  const { mode } = await lstat(path);
  if ((mode & 0o077) === 0) return;
  throw new FirebreakError(
    'ERR_SECRET_EXPOSED',
    `${path} has mode ${(mode & 0o777).toString(8)}, so other users of this machine can reach it; expected ` +
      `${expected}: run \`chmod ${expected} ${path}\`, and \`firebreak secret rekey\` if anybody may have read it`,
  );
}

function lostKey(dir: string): FirebreakError {
  return new FirebreakError(
    'ERR_SECRET_STORE',
    `${dir} holds sealed values, but its master.key is missing; put the key back from your backup, ` +
      'or move the folder away and seal the values again',
  );
}
