import { FirebreakError } from '../../domain/errors.ts';
import type { Holding } from '../../domain/holding.ts';
import type { Secrets } from '../connector.ts';

/** Which token stands behind a holding, and what may the issuer be told of it? */

export const noValue = 'its value was never sealed for this installation, so there is nothing to show the issuer';

/** Null when nothing was kept, or what was kept cannot be opened: agents write both. */
export async function tokenOf(secrets: Secrets, { secretRef }: Holding): Promise<string | null> {
  if (secretRef === undefined) return null;
  try {
    const token = (await secrets.open(secretRef)).trim();
    return token === '' ? null : token;
  } catch (error) {
    if (error instanceof FirebreakError) return null;
    throw error;
  }
}

/** RFC 7009 §2.1 and RFC 7662 §2.1. */
export function hintFor({ locator }: Holding): Record<string, string> {
  const kind = locator['kind'];
  return kind === 'access_token' || kind === 'refresh_token' ? { token_type_hint: kind } : {};
}

/** A JWS: header, payload, signature (RFC 7515 §3.1). */
export function isSelfContained(token: string): boolean {
  return /^eyJ[\w-]+\.[\w-]+\.[\w-]*$/.test(token);
}
