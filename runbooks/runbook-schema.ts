/** What may stand in a runbook file? The authority for schemas/runbook.schema.json. */
import { z } from 'zod';
import { verbs } from '../domain/verb.ts';
import { durationMs, durationPattern, durationText } from './duration.ts';

function duration(minMs: number, maxMs: number, what: string): z.ZodType<string, string> {
  const bounds = `a duration from ${durationText(minMs)} to ${durationText(maxMs)}, such as 90s or 5m`;
  const error = (issue: { input?: unknown }) =>
    `${issue.input === undefined ? 'missing' : 'saw something else'}; expected ${bounds}`;
  const fits = (text: string) => {
    const ms = durationMs(text);
    return ms !== undefined && ms >= minMs && ms <= maxMs;
  };
  return z
    .string({ error })
    .regex(durationPattern, { error, abort: true })
    .refine(fits, { error })
    .meta({ description: `${what}: ${bounds}` });
}

const phases = ['brake', 'checkpoint', 'finish', 'confirm', 'pull'] as const;

export type Phase = (typeof phases)[number];

const checkpoint = z.strictObject({
  deadline: duration(10_000, 86_400_000, 'how long people have; then the step is held, brakes on'),
  quorum: z.int().min(1).max(5).default(1).meta({ description: 'different people who must approve' }),
});

const limits = z.strictObject({
  maxDepth: z
    .int()
    .min(1)
    .max(64)
    .meta({ description: 'handoffs followed from the leaked agent; reaching it is a finding' }),
  maxHops: z.int().min(1).max(10_000).meta({ description: 'handoffs in all; reaching it is a finding' }),
  children: z.boolean().meta({ description: 'whether a hop that used a credential of its own opens a child incident' }),
});

const step = z.strictObject({
  step: z.enum(verbs),
  phases: z.array(z.enum(phases)).min(1).max(8),
  checkpoint: checkpoint.optional(),
  limits: limits.optional().meta({ description: 'only in sweep' }),
  budget: duration(1_000, 3_600_000, 'machine time before what is left becomes a residual'),
});

export const runbookSchema = z
  .strictObject({
    name: z
      .string()
      .regex(
        /^[a-z0-9][a-z0-9-]{0,62}$/,
        'saw another name; expected lower-case letters, digits and dashes, at most 63',
      ),
    version: z.int().min(1).max(1_000_000).meta({ description: 'raise it with every reviewed change' }),
    mode: z.enum(['overlap', 'fence-first', 'kill-now']).default('overlap'),
    sequence: z.enum(['flow', 'strict']).default('flow'),
    steps: z.array(step).min(1).max(12),
  })
  .meta({ title: 'Firebreak runbook' });

export type RunbookFile = z.output<typeof runbookSchema>;

export type StepEntry = RunbookFile['steps'][number];
