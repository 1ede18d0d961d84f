/** What a request to the gateway must look like. */
import { z } from 'zod';

const fileName = z.string().max(4096);

export const alertRequest = z.strictObject({
  source: z.enum(['gitleaks']),
  /** The scanner's report as written; up to 16 MiB. */
  report: z.string().max(16 * 1024 * 1024),
  config: z.string().optional(),
  configFile: fileName.default('firebreak.yaml'),
  runbook: z.string().optional(),
  runbookFile: fileName.default('runbook.yaml'),
  reportedBy: z.string().max(200).default('unknown'),
});

export const decisionRequest = z.strictObject({
  who: z.string().min(1).max(200),
  answer: z.enum(['approve', 'deny']),
  digest: z.string().regex(/^[0-9a-f]{16}$/),
  reason: z.string().max(2000).default(''),
  surface: z.enum(['terminal', 'api']).default('api'),
});
