/** What does the text of an age identity open, and for whom is sealed what it should open? */
import { webcrypto } from 'node:crypto';
import { bech32 } from '@scure/base';
import { Decrypter, identityToRecipient } from 'age-encryption';
import { FirebreakError } from '../domain/errors.ts';

interface Loaded {
  readonly key: webcrypto.CryptoKey;
  readonly recipient: string;
}

/** PKCS #8 for X25519 (RFC 8410): these bytes, then the 32 of the key. */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b656e04220420', 'hex');

/** Identities kept imported. There is one, or two while a rekey runs; tests open more stores in one process. */
const LOADED_MAX = 4;
const loaded = new Map<string, Promise<Loaded>>();

/** age1…, the public half. */
export async function recipientOf(identity: string): Promise<string> {
  return (await load(identity)).recipient;
}

/** Null when none of the identities opens it. */
export async function decrypt(identities: readonly string[], file: Uint8Array): Promise<string | null> {
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity((await load(identity)).key);
  try {
    return await decrypter.decrypt(file, 'text');
  } catch {
    return null;
  }
}

/** Importing costs more than the decryption itself, so it is done once per identity; the key cannot be exported. */
function load(identity: string): Promise<Loaded> {
  const known = loaded.get(identity);
  if (known !== undefined) return known;
  if (loaded.size >= LOADED_MAX) loaded.clear();
  const loading = imported(identity);
  loaded.set(identity, loading);
  return loading;
}

async function imported(identity: string): Promise<Loaded> {
  try {
    const { prefix, bytes } = bech32.decodeToBytes(identity);
    if (prefix.toUpperCase() !== 'AGE-SECRET-KEY-') throw new TypeError('not an X25519 identity');
    const pkcs8 = Buffer.concat([PKCS8_PREFIX, bytes]);
    const key = await webcrypto.subtle.importKey('pkcs8', pkcs8, { name: 'X25519' }, false, ['deriveBits']);
    return { key, recipient: await identityToRecipient(key) };
  } catch {
    // No cause: the library's error may quote what it was given.
    throw new FirebreakError(
      'ERR_SECRET_STORE',
      'master.key holds no age identity; expected one line AGE-SECRET-KEY-1…: put it back from your backup',
    );
  }
}
