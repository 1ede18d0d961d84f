/** Are these two secrets the same one? Answered without keeping either, and useless without this installation's key. */
import { createHmac } from 'node:crypto';

/** Hex HMAC-SHA-256. The label keeps it apart from every other use of the key. */
export function fingerprint(key: Buffer, value: string): string {
  return createHmac('sha256', key).update(`firebreak/fingerprint/v1\n${value}`).digest('hex');
}
