import { z } from 'zod';
import { plainText } from '../plain-text.ts';

/** What may firebreak.yaml say of an agent's action log, and what do we accept of a line an agent wrote? */

export const settings = z.strictObject({
  /** File of JSON lines, one action each, appended only. */
  path: z.string().min(1),
});

export type ActionlogSettings = z.output<typeof settings>;

/** Agents write these lines, and a stolen agent writes what it likes: every text is made one short line. */
const text = (max: number) => z.string().transform((value) => plainText(value, max));
const instant = z
  .string()
  .max(40)
  .refine((at) => !Number.isNaN(Date.parse(at)))
  .transform((at) => new Date(at).toISOString());

const handoff = z.object({
  toAgent: text(120),
  toSession: text(120).default(''),
  brief: text(200).default(''),
});

const grant = z.object({
  id: text(120).pipe(z.string().min(1)),
  kind: z.enum(['access_token', 'refresh_token', 'signed_url']),
  issuer: text(1_000),
  for: text(120).optional(),
  expiresAt: instant.optional(),
  parent: text(120).optional(),
  sealed: z.string().optional(),
});

const line = z.object({
  at: instant,
  agent: text(120),
  session: text(120).default(''),
  keyId: text(200).default(''),
  kind: text(60).pipe(z.string().min(1)),
  /** What the log does not state is counted as the worst. */
  effect: z.enum(['read', 'reversible', 'irreversible']).catch('irreversible'),
  place: text(200).default(''),
  target: text(200).default(''),
  handoff: handoff.optional().catch(undefined),
  grant: grant.optional().catch(undefined),
});

export type ActionLine = z.output<typeof line>;

/** Null for whatever is not a line of this log. */
export function parseLine(raw: string): ActionLine | null {
  try {
    return line.safeParse(JSON.parse(raw)).data ?? null;
  } catch {
    return null;
  }
}
