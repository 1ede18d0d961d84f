/** The pair an agent authenticates with, as it is sealed: the JSON `{ "keyId": "…", "secret": "…" }`. */
import { FirebreakError } from '../domain/errors.ts';
import type { SealedStore } from './sealed-store.ts';

export interface CredentialPair {
  readonly keyId: string;
  readonly secret: string;
}

/** Throws ERR_SECRET_STORE when the value is something else; what it is instead is not repeated. */
export async function openPair(sealed: Pick<SealedStore, 'open'>, ref: string): Promise<CredentialPair> {
  const pair = parsed(await sealed.open(ref));
  if (isPair(pair)) return pair;
  throw new FirebreakError(
    'ERR_SECRET_STORE',
    `the sealed value ${ref} is not a credential; expected JSON with the two strings keyId and secret: seal it again with firebreak secret put ${ref} --key-id ID`,
  );
}

/** V8 quotes the text in its error, and the text is a secret. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isPair(value: unknown): value is CredentialPair {
  if (typeof value !== 'object' || value === null || !('keyId' in value) || !('secret' in value)) return false;
  return typeof value.keyId === 'string' && typeof value.secret === 'string';
}
