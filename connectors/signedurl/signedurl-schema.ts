import { z } from 'zod';

/** What may firebreak.yaml say of a server of signed URLs? */
export const settings = z.strictObject({
  /** Every URL asked for must start with it: agents write the URLs down, and we ask no other server for them. */
  url: z.url({ protocol: /^https?$/ }),
  /** Milliseconds one request may take; 100–60 000, default 10 000 (10 seconds). */
  timeoutMs: z.int().min(100).max(60_000).default(10_000),
});

export type SignedurlSettings = z.output<typeof settings>;
