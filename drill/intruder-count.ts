/** What has the intruder achieved so far? Its own list of successes is the fleet's proof of what is still open. */
import type { Success } from './intruder/intruder-settings.ts';
import { readJsonLines } from './process/read-json.ts';

export interface IntruderCount {
  /** Without those through something that cannot be taken back. */
  readonly successes: number;
  readonly lastSuccessAt: string | null;
  readonly throughResidual: number;
  /** `surface/how` to the number of successes. */
  readonly perWay: Readonly<Record<string, number>>;
  /** Sent after the ISO instant, and accepted. */
  successesAfter(instant: string): readonly Success[];
}

export function countIntruder(successFile: string): IntruderCount {
  const all = readJsonLines(successFile) as Success[];
  const real = all.filter((success) => !success.throughResidual);
  const perWay: Record<string, number> = {};
  for (const { surface, how } of all) perWay[`${surface}/${how}`] = (perWay[`${surface}/${how}`] ?? 0) + 1;
  const lastSuccessAt = real.map((success) => success.at).reduce((a, b) => (a > b ? a : b), '') || null;
  return {
    successes: real.length,
    lastSuccessAt,
    throughResidual: all.length - real.length,
    perWay,
    successesAfter: (instant) => real.filter((success) => Date.parse(success.at) > Date.parse(instant)),
  };
}
