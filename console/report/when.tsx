import { utc, utcPrecise } from '../wording/instant.ts';

/** An instant for people that machines can read too. `precise` is for columns that say UTC in their head. */
export function When({ at, precise = false }: { readonly at: string | null; readonly precise?: boolean }) {
  return at === null ? <>–</> : <time datetime={at}>{precise ? utcPrecise(at) : utc(at)}</time>;
}
