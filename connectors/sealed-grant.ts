import { FirebreakError } from '../domain/errors.ts';
import type { ConnectorContext } from './connector.ts';

/** Under which sealed-store name is a grant's value kept, that an agent or issuer sealed for us in its log? */

/** 16 KiB of age armor hold any token or URL. */
const maxArmor = 16_384;

/**
 * The name, or undefined when the log holds nothing we can keep. The name covers place, id and armor, so that a
 * second line with the same id never replaces what the first one sealed.
 */
export async function keepSealed(
  { secrets, fingerprint }: Pick<ConnectorContext, 'secrets' | 'fingerprint'>,
  holdingId: string,
  armor: string | undefined,
): Promise<string | undefined> {
  if (armor === undefined || armor.length > maxArmor) return undefined;
  if (!armor.startsWith('-----BEGIN AGE ENCRYPTED FILE-----')) return undefined;
  const ref = `grant/${fingerprint(`${holdingId}\n${armor}`).slice(0, 40)}`;
  try {
    await secrets.keep(ref, armor);
    return ref;
  } catch (error) {
    if (error instanceof FirebreakError) return undefined;
    throw error;
  }
}
