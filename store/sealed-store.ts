/**
 * Where do secrets rest? In a folder of age files, one per name, opened with the identity in `master.key`.
 *
 * No lock between writers: each looks at the key ring again after writing, and seals once more when a rekey came in
 * between. So a rekey can neither lose a value nor leave one that only the old identity opens.
 */
import { randomBytes } from 'node:crypto';
import { FirebreakError } from '../domain/errors.ts';
import { recipientOf } from './age-identity.ts';
import { createFile, replaceFile } from './atomic-file.ts';
import { openKeyRing, publishedRecipient, readKeyRing } from './key-ring.ts';
import { rekey } from './rekey.ts';
import {
  checkArmor,
  decryptWith,
  encryptFor,
  listSealed,
  makeFolderOf,
  pathOf,
  readSealed,
  type SealedEntry,
} from './sealed-file.ts';
import { checkName, missing } from './secret-name.ts';

export interface SealedStore {
  /** age1…: anybody may seal a value for this installation with it. A rekey changes it. */
  readonly recipient: string;
  open(ref: string): Promise<string>;
  seal(ref: string, value: string): Promise<void>;
  /** Keeps age armor that somebody else sealed, unopened. */
  keep(ref: string, armor: string): Promise<void>;
  has(ref: string): Promise<boolean>;
  list(): Promise<readonly SealedEntry[]>;
  /** Makes a new identity, seals everything for it, forgets the old one. Returns how many values were sealed anew. */
  rekey(): Promise<number>;
  /** The 32-byte key `firebreak/<name>`, made on first use. */
  key(name: string): Promise<Buffer>;
}

/** Bytes of the keys this store makes for its own installation. */
const KEY_BYTES = 32;

export async function openSealedStore(dir: string): Promise<SealedStore> {
  await openKeyRing(dir);
  return {
    get recipient() {
      return publishedRecipient(dir);
    },
    open: (ref) => openValue(dir, ref),
    seal: (ref, value) => seal(dir, ref, value),
    keep: (ref, text) => keep(dir, ref, text),
    has: (ref) => has(dir, ref),
    list: () => listSealed(dir),
    rekey: () => rekey(dir),
    key: (name) => ownKey(dir, `firebreak/${name}`),
  };
}

async function has(dir: string, ref: string): Promise<boolean> {
  checkName(ref);
  return (await readSealed(pathOf(dir, ref))) !== null;
}

async function openValue(dir: string, ref: string): Promise<string> {
  checkName(ref);
  // Twice, because a rekey may have ended between reading the keys and reading the file.
  const value = (await tryOpen(dir, ref)) ?? (await tryOpen(dir, ref));
  if (value !== null) return value;
  throw new FirebreakError(
    'ERR_SECRET_STORE',
    `the secret ${ref} does not open with this installation's master.key: it is damaged, or was sealed for another ` +
      `recipient; seal it again with \`firebreak secret put ${ref}\``,
  );
}

async function tryOpen(dir: string, ref: string): Promise<string | null> {
  const { identities } = await readKeyRing(dir);
  const text = await readSealed(pathOf(dir, ref));
  if (text === null) {
    throw missing(
      ref,
      (await listSealed(dir)).map((entry) => entry.name),
    );
  }
  return await decryptWith(identities, text);
}

async function seal(dir: string, ref: string, value: string): Promise<void> {
  checkName(ref);
  const path = pathOf(dir, ref);
  await makeFolderOf(path);
  let ring = await readKeyRing(dir);
  let used = '';
  while (used !== ring.newest) {
    used = ring.newest;
    await replaceFile(path, await encryptFor(await recipientOf(ring.newest), value));
    ring = await readKeyRing(dir);
  }
}

async function keep(dir: string, ref: string, text: string): Promise<void> {
  checkName(ref);
  checkArmor(text);
  const path = pathOf(dir, ref);
  await makeFolderOf(path);
  const before = await readKeyRing(dir);
  await replaceFile(path, text);
  const after = await readKeyRing(dir);
  if (after.identities.length === 1 && after.newest === before.newest) return;
  // A rekey is under way and may have passed this name already: its old identity is still known here.
  const value = await decryptWith([...after.identities, ...before.identities], text);
  if (value !== null) await seal(dir, ref, value);
}

async function ownKey(dir: string, ref: string): Promise<Buffer> {
  if (!(await has(dir, ref))) await createKey(dir, ref);
  const key = Buffer.from(await openValue(dir, ref), 'base64');
  if (key.length === KEY_BYTES) return key;
  throw new FirebreakError(
    'ERR_SECRET_STORE',
    `the reserved secret ${ref} holds ${key.length} bytes, expected ${KEY_BYTES}; restore it from your backup: ` +
      'fingerprints and decisions made with it cannot be checked without it',
  );
}

/** Of two processes that make the same key at the same time one wins, and both use that one. */
async function createKey(dir: string, ref: string): Promise<void> {
  const path = pathOf(dir, ref);
  await makeFolderOf(path);
  const ring = await readKeyRing(dir);
  const value = randomBytes(KEY_BYTES).toString('base64');
  const created = await createFile(path, await encryptFor(await recipientOf(ring.newest), value));
  if (created && (await readKeyRing(dir)).newest !== ring.newest) await seal(dir, ref, value);
}
