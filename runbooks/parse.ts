/** Is this file a runbook we may follow, and what does it say in the engine's words? */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../domain/canonical.ts';
import { FirebreakError } from '../domain/errors.ts';
import type { Runbook, Step, SweepLimits } from '../domain/runbook.ts';
import { check } from './complaints.ts';
import { durationMs } from './duration.ts';
import { type RunbookFile, runbookSchema, type StepEntry } from './runbook-schema.ts';
import { checkSteps } from './step-rules.ts';
import { readYaml } from './yaml-source.ts';

/** Depth in handoffs, hops in all; what a sweep without `limits` gets. */
const defaultLimits: SweepLimits = { maxDepth: 8, maxHops: 500, children: true };

/** Throws ERR_RUNBOOK naming every fault with line and column. */
export function parseRunbook(yamlText: string, fileName: string): Runbook {
  const source = readYaml(yamlText, fileName, 'ERR_RUNBOOK');
  const parsed = check(runbookSchema, source.value);
  if ('complaints' in parsed) throw source.refuse(parsed.complaints);
  const faults = checkSteps(parsed.data);
  if (faults.length > 0) throw source.refuse(faults);
  const runbook = toRunbook(parsed.data);
  return { ...runbook, hash: createHash('sha256').update(canonicalJson(runbook)).digest('hex') };
}

function toRunbook(file: RunbookFile): Omit<Runbook, 'hash'> {
  return {
    name: file.name,
    version: file.version,
    mode: file.mode,
    sequence: file.sequence,
    steps: file.steps.map(toStep),
    sweep: file.steps.find((entry) => entry.step === 'sweep')?.limits ?? defaultLimits,
  };
}

function toStep(entry: StepEntry): Step {
  const step = { verb: entry.step, budgetMs: milliseconds(entry.budget) };
  if (entry.checkpoint === undefined) return step;
  const { deadline, quorum } = entry.checkpoint;
  return { ...step, checkpoint: { deadlineMs: milliseconds(deadline), quorum } };
}

function milliseconds(text: string): number {
  const ms = durationMs(text);
  if (ms === undefined) throw new FirebreakError('ERR_RUNBOOK', 'saw a duration without a unit; expected 90s or 5m');
  return ms;
}
