/** What does a gitleaks JSON report look like? Fields of `report.Finding`; newer forks write them in snake_case. */
import { z } from 'zod';

/** `RuleID` and `rule_id` are the same field. */
function canonicalName(name: string): string {
  return name.toLowerCase().replaceAll('_', '');
}

const text = z.string().max(65_536);

const finding = z.object({
  ruleid: text.default('unknown'),
  secret: text.min(1),
  /** The line part around the secret; a secret may be only a piece of what leaked. */
  match: text.default(''),
  file: text.default(''),
  startline: z.int().nonnegative().default(0),
  commit: text.default(''),
  /** Author date of the commit: written by whoever committed. */
  date: text.default(''),
  fingerprint: text.default(''),
});

export const gitleaksFinding = z
  .record(z.string(), z.unknown())
  .transform((fields) =>
    Object.fromEntries(Object.entries(fields).map(([name, value]) => [canonicalName(name), value])),
  )
  .pipe(finding);

export type GitleaksFinding = z.output<typeof gitleaksFinding>;
