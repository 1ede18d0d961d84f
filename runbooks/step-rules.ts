/** Is the order of a runbook safe? Brakes before finishes, a checkpoint before anything final, proof after it. */
import { type Verb, verbs } from '../domain/verb.ts';
import type { Phase, RunbookFile, StepEntry } from './runbook-schema.ts';
import type { Complaint } from './yaml-source.ts';

const closing: readonly Phase[] = ['brake', 'checkpoint', 'finish', 'confirm'];

/** What each verb's phases must be, in this order. */
const phasesOf: Readonly<Record<Verb, readonly Phase[]>> = {
  rotate: closing,
  freeze: closing,
  disconnect: closing,
  pull: ['pull'],
  sweep: closing,
  revoke: closing,
};

export function checkSteps(runbook: RunbookFile): Complaint[] {
  return runbook.steps.flatMap((entry, index) => [
    ...checkOrder(runbook.steps, index),
    ...checkPhases(entry, index),
    ...checkParts(entry, index),
  ]);
}

function checkOrder(steps: readonly StepEntry[], index: number): Complaint[] {
  const path = ['steps', index, 'step'];
  const verb = steps[index]?.step;
  const before = steps.slice(0, index).map((step) => step.step);
  if (verb === undefined) return [];
  if (before.includes(verb)) return [{ path, text: `saw ${verb} a second time; expected each step once: remove one` }];
  const late = before.find((other) => verbs.indexOf(other) > verbs.indexOf(verb));
  if (late === undefined) return [];
  return [{ path, text: `saw ${verb} after ${late}; expected the order ${verbs.join(', ')}: move it up` }];
}

function checkPhases(entry: StepEntry, index: number): Complaint[] {
  const text = phaseFault(entry.step, entry.phases);
  return text === undefined ? [] : [{ path: ['steps', index, 'phases'], text }];
}

/** The most dangerous fault first. */
function phaseFault(verb: Verb, seen: readonly Phase[]): string | undefined {
  const expected = phasesOf[verb];
  const fix = `expected [${expected.join(', ')}]`;
  if (seen.length === expected.length && expected.every((phase, i) => seen[i] === phase)) return undefined;
  const at = (phase: Phase) => seen.indexOf(phase);
  if (verb === 'pull') return `pull only reads, so it has no other phase; ${fix}`;
  if (at('pull') >= 0) return `${verb} does not read the log; ${fix}`;
  if (at('finish') < 0) return `${verb} never finishes, so its doors stay open; ${fix}`;
  if (at('brake') < 0 || at('brake') > at('finish'))
    return `saw a finish before its brake; ${fix}: the reversible part comes first`;
  if (at('checkpoint') < 0 || at('checkpoint') > at('finish')) {
    return `saw a finish without a checkpoint before it; ${fix}: ${verb} cannot be undone, so a person is asked first`;
  }
  if (at('confirm') < at('finish'))
    return `saw no confirm after the finish; ${fix}: nothing is closed until the provider says so`;
  return `saw phases out of order or twice; ${fix}`;
}

function checkParts(entry: StepEntry, index: number): Complaint[] {
  const path = ['steps', index];
  const complaints: Complaint[] = [];
  if (entry.phases.includes('checkpoint') && entry.checkpoint === undefined) {
    complaints.push({ path, text: 'checkpoint is missing; expected checkpoint: { deadline: 5m, quorum: 1 }' });
  }
  if (!entry.phases.includes('checkpoint') && entry.checkpoint !== undefined) {
    complaints.push({ path, key: 'checkpoint', text: 'there is no checkpoint among the phases; remove it here' });
  }
  if (entry.limits !== undefined && entry.step !== 'sweep') {
    complaints.push({ path, key: 'limits', text: 'only sweep has limits; remove them here' });
  }
  return complaints;
}
