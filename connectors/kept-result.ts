import { describe, FirebreakError } from '../domain/errors.ts';
import type { Result } from '../domain/proof.ts';

/**
 * What becomes of one target of a batch when its turn throws? Our errors say nothing was done; anything else may have
 * been sent. Either way the other targets keep their own results.
 */
export async function keptResult(id: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const isUnsent = error instanceof FirebreakError && error.code !== 'ERR_OUTCOME_UNKNOWN';
    return { id, outcome: isUnsent ? 'refused' : 'unknown', reason: describe(error) };
  }
}
