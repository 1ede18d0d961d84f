import { utc, utcDay, utcPrecise } from '../wording/instant.ts';

const styles = { full: utc, day: utcDay, precise: utcPrecise } as const;

interface WhenProps {
  readonly at: string | null;
  /** `day` and `precise` are for columns that say UTC in their head. */
  readonly style?: keyof typeof styles;
}

/** An instant for people that machines can read too. */
export function When({ at, style = 'full' }: WhenProps) {
  return at === null ? <>–</> : <time datetime={at}>{styles[style](at)}</time>;
}
