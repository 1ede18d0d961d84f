/** What was measured, as lines to read: the ratio first. */
import { availableParallelism, loadavg } from 'node:os';
import type { Call } from './issuer.ts';
import type { FirstStop, Pair } from './measure.ts';
import type { Options } from './options.ts';
import { quantile } from './quantile.ts';
import type { StepTime } from './step-times.ts';

export interface Measured {
  readonly first: Pair;
  readonly second: Pair;
  readonly stops: readonly FirstStop[];
}

export function machineLine(): string {
  const load = loadavg().map((one) => one.toFixed(1));
  return `Node ${process.versions.node}, ${availableParallelism()} cores, load average ${load.join(' ')}`;
}

export function printed({ first, second, stops }: Measured, { holdings, latency, concurrency }: Options): string {
  return [
    `containment of ${holdings} holdings, provider latency ${latency} ms, ${concurrency} calls in flight`,
    'first containment of a fresh stack',
    ...pairLines(first),
    'second containment of that stack',
    ...pairLines(second),
    'machine time per step of the second, by the ledger (waiting for people and earlier steps left out)',
    ...second.firebreak.steps.map(stepLine),
    `first containing call: the agent's session stopped, by the kernel's own notice (${stops.length} incidents)`,
    stopLine(
      'from the alert sent',
      stops.map(({ fromSentMs }) => fromSentMs),
      first.firebreak.fromSentMs,
    ),
    stopLine(
      'from the alert accepted',
      stops.map(({ fromAcceptedMs }) => fromAcceptedMs),
      first.firebreak.fromAcceptedMs,
    ),
  ].join('\n');
}

function pairLines({ firebreak, plain }: Pair): readonly string[] {
  const { humanMs } = firebreak;
  return [
    row('firebreak', ms(firebreak.ms), `alert sent to incident closed, without ${ms(humanMs)} of waiting for people`),
    row('plain script', ms(plain.ms), 'same calls, same order, nothing recorded'),
    row('ratio', (firebreak.ms / plain.ms).toFixed(2), 'aim: at most 1.25'),
    ...callLines(firebreak.calls, plain.calls),
  ];
}

function callLines(ours: readonly Call[], theirs: readonly Call[]): readonly string[] {
  const kinds = [...new Set([...ours, ...theirs].map(({ what }) => what))].sort();
  const different = kinds.filter((what) => count(ours, what) !== count(theirs, what));
  const said = different.map((what) => `${what}: ${count(ours, what)} and ${count(theirs, what)}`);
  const verdict = said.length === 0 ? 'equal, kind by kind' : said.join('; ');
  return [row('calls seen', `${ours.length} and ${theirs.length}`, verdict)];
}

const count = (calls: readonly Call[], what: string): number => calls.filter((call) => call.what === what).length;

function stepLine({ verb, brakeMs, finishMs }: StepTime): string {
  return row(verb, ms(brakeMs), finishMs === null ? 'nothing to finish' : `finish ${ms(finishMs)}`);
}

function stopLine(what: string, all: readonly number[], first: number): string {
  const spread = `p50 ${ms(quantile(all, 0.5))}, p95 ${ms(quantile(all, 0.95))}, max ${ms(Math.max(...all))}`;
  return `  ${what.padEnd(24)} ${spread}; ${ms(first)} in the first incident of a fresh stack`;
}

function row(name: string, value: string, note: string): string {
  return `  ${name.padEnd(13)} ${value.padStart(13)}   ${note}`;
}

function ms(value: number | null): string {
  return value === null ? '-' : `${Math.round(value)} ms`;
}
