import { FirebreakError } from '../domain/errors.ts';
import type { ConnectorContext } from './connector.ts';

/** Under which sealed-store name is a grant's value kept, that an agent or issuer sealed for us in its log? */
export type GrantKeeper = (holdingId: string, armor: string | undefined) => Promise<string | undefined>;

/** 16 KiB of age armor hold any token or URL. */
const maxArmor = 16_384;

/**
 * Answers with the name, or undefined when the log holds nothing that can be kept. The name covers id and armor, so
 * that a second line with the same id never replaces what the first one sealed. Each is kept once per keeper.
 */
export function createGrantKeeper({ secrets, fingerprint }: ConnectorContext): GrantKeeper {
  const kept = new Set<string>();
  return async (holdingId, armor) => {
    if (armor === undefined || armor.length > maxArmor) return undefined;
    if (!armor.startsWith('-----BEGIN AGE ENCRYPTED FILE-----')) return undefined;
    const ref = `grant/${fingerprint(`${holdingId}\n${armor}`).slice(0, 40)}`;
    if (kept.has(ref)) return ref;
    try {
      await secrets.keep(ref, armor);
    } catch (error) {
      if (error instanceof FirebreakError) return undefined;
      throw error;
    }
    kept.add(ref);
    return ref;
  };
}
