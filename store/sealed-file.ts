/** Where does a sealed value lie on disk, and how is one read, encrypted and found? Nothing here writes plaintext. */
import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { armor, Encrypter } from 'age-encryption';
import { FirebreakError } from '../domain/errors.ts';
import { decrypt } from './age-identity.ts';
import { hasErrno } from './atomic-file.ts';

const ENDING = '.age';

/** A rekey moves a file here while it makes the new one; until that stands, this is the value. */
export const CLAIMED = '.rekeying';

export interface SealedEntry {
  readonly name: string;
  /** ISO instant; a rekey seals anew. */
  readonly sealedAt: string;
}

export function pathOf(dir: string, name: string): string {
  return join(dir, `${name}${ENDING}`);
}

export async function makeFolderOf(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
}

/** Null when there is none. Looks a second time, because a rekey may have put the file back meanwhile. */
export async function readSealed(path: string): Promise<string | null> {
  return (await readText(path)) ?? (await readText(path + CLAIMED)) ?? (await readText(path));
}

export async function readText(path: string): Promise<string | null> {
  return await readFile(path, 'utf8').catch((error: unknown) => {
    if (hasErrno(error, 'ENOENT') || hasErrno(error, 'ENOTDIR')) return null;
    throw error;
  });
}

export async function encryptFor(recipient: string, value: string): Promise<string> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return armor.encode(await encrypter.encrypt(value));
}

/** Null when it is damaged, or sealed for somebody else. */
export async function decryptWith(identities: readonly string[], text: string): Promise<string | null> {
  const file = decoded(text);
  return file === null ? null : await decrypt(identities, file);
}

export function checkArmor(text: string): void {
  if (decoded(text) !== null) return;
  throw new FirebreakError(
    'ERR_SECRET_STORE',
    'the value handed over is not age armor; whoever seals for Firebreak uses the recipient in sealed/recipient ' +
      'and ASCII armor',
  );
}

function decoded(text: string): Uint8Array | null {
  try {
    return armor.decode(text);
  } catch {
    return null;
  }
}

/** By name. */
export async function listSealed(dir: string): Promise<readonly SealedEntry[]> {
  const files = (await readdir(dir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const paths = new Set(
    files
      .map((file) => join(file.parentPath, file.name))
      .map(unclaimed)
      .filter(isSealed),
  );
  const entries = await Promise.all([...paths].sort().map((path) => entryOf(dir, path)));
  return entries.filter((entry) => entry !== null);
}

function unclaimed(path: string): string {
  return path.endsWith(ENDING + CLAIMED) ? path.slice(0, -CLAIMED.length) : path;
}

function isSealed(path: string): boolean {
  return path.endsWith(ENDING);
}

async function entryOf(dir: string, path: string): Promise<SealedEntry | null> {
  const stats = await stat(path).catch(() => stat(path + CLAIMED).catch(() => null));
  const name = relative(dir, path).slice(0, -ENDING.length).replaceAll(sep, '/');
  return stats === null ? null : { name, sealedAt: stats.mtime.toISOString() };
}
