/** What shape does the JSON report have? Published as schemas/report.schema.json. */
import { z } from 'zod';
import type { Report } from '../../domain/report.ts';
import { verbs } from '../../domain/verb.ts';

const instant = z.iso.datetime();
const ms = z.number().nonnegative();
const count = z.int().nonnegative();
const verb = z.enum(verbs);
const maybe = instant.nullable();

const door = z.strictObject({
  id: z.string(),
  kind: z.enum(['credential', 'session', 'connection', 'grant']),
  name: z.string(),
  place: z.string(),
  verb,
  state: z.enum(['open', 'braked', 'closed', 'residual']),
  proof: z.enum(['accepted', 'read-back', 'refused', 'silent']).nullable(),
  how: z.string(),
  openedAt: maybe,
  brakedAt: maybe,
  provenAt: maybe,
});

const step = z.strictObject({
  verb,
  state: z.enum(['waiting', 'running', 'closed', 'held', 'open']),
  enteredAt: maybe,
  releasedAt: maybe,
  finishedAt: maybe,
  humanMs: ms,
  done: count,
  total: count,
});

const residual = z.strictObject({
  what: z.string(),
  name: z.string(),
  verb,
  why: z.string(),
  owner: z.string(),
  diesAt: instant.exactOptional(),
});

const decision = z.strictObject({
  checkpointId: z.string(),
  verb,
  act: z.string(),
  digest: z.string(),
  openedAt: instant,
  expiresAt: instant,
  outcome: z.enum(['approve', 'deny', 'expired', 'superseded', 'open']),
  answers: z.array(
    z.strictObject({ who: z.string(), surface: z.string(), answer: z.string(), reason: z.string(), at: instant }),
  ),
  waitedMs: ms.nullable(),
});

const hop = z.strictObject({
  id: z.string(),
  at: z.string(),
  fromAgent: z.string(),
  fromSession: z.string(),
  toAgent: z.string(),
  toSession: z.string(),
  brief: z.string(),
  depth: count,
});

const action = z.strictObject({
  id: z.string(),
  at: z.string(),
  place: z.string(),
  agent: z.string(),
  session: z.string(),
  keyId: z.string(),
  kind: z.string(),
  effect: z.enum(['read', 'reversible', 'irreversible']),
  target: z.string(),
});

const dependent = z.strictObject({
  id: z.string(),
  owner: z.string(),
  surfaces: z.array(
    z.strictObject({
      place: z.string(),
      keyId: z.string().nullable(),
      verifiedAt: maybe,
      failure: z.string().nullable(),
    }),
  ),
});

export const report = z.strictObject({
  version: z.literal(1),
  incidentId: z.string(),
  codename: z.string(),
  credential: z.string(),
  keyId: z.string(),
  environment: z.string(),
  verdict: z.enum(['contained', 'held', 'open', 'running']),
  window: z.strictObject({ openedAt: instant, source: z.string() }),
  openedAt: instant,
  firstBrakeAt: maybe,
  containedAt: maybe,
  closedAt: maybe,
  machineMs: ms,
  humanMs: ms,
  runbook: z.strictObject({
    name: z.string(),
    version: z.number(),
    hash: z.string(),
    mode: z.string(),
    sequence: z.string(),
  }),
  steps: z.array(step),
  doors: z.array(door),
  residuals: z.array(residual),
  decisions: z.array(decision),
  hops: z.array(hop),
  actions: z.array(action),
  dependents: z.array(dependent),
  alerts: z.array(
    z.strictObject({ at: instant, source: z.string(), rule: z.string(), location: z.string(), joined: z.boolean() }),
  ),
  children: z.array(z.strictObject({ incidentId: z.string(), credential: z.string(), agent: z.string() })),
  timeline: z.array(
    z.strictObject({ at: instant, recordedAt: instant, seq: z.int().positive(), kind: z.string(), text: z.string() }),
  ),
  ledger: z.strictObject({ entries: z.int().positive(), head: z.string() }),
}) satisfies z.ZodType<Report & { version: 1 }>;
