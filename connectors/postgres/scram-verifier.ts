import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

/**
 * What does PostgreSQL store for a password? RFC 5803, as in the server's scram-common.c. Computed here, so that the
 * password never reaches the server's statement log. Printable ASCII only: SASLprep (RFC 4013) leaves it as it is.
 */
export function scramVerifier(secret: string): string {
  const salt = randomBytes(saltBytes);
  const salted = pbkdf2Sync(secret, salt, iterations, keyBytes, 'sha256');
  const stored = createHash('sha256').update(hmac(salted, 'Client Key')).digest('base64');
  const server = hmac(salted, 'Server Key').toString('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${stored}:${server}`;
}

/** PostgreSQL's own defaults. */
const saltBytes = 16;
const iterations = 4096;
const keyBytes = 32;

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
