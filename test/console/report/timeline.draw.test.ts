import { describe, expect, it } from 'vitest';
import { barsOf, endOf } from '../../../console/report/timeline-bars.ts';
import { scaleOf } from '../../../console/report/timeline-scale.ts';
import { reportFrom } from '../../../domain/report-from.ts';
import { instant } from '../../support/evidence.ts';
import { containedLedger, runningLedger } from '../../support/ledgers.ts';

describe('timeline bars', () => {
  it('part machine time from waiting for people, without a gap or an overlap', () => {
    const report = reportFrom(containedLedger());
    for (const step of report.steps) {
      const bars = barsOf(step, report.decisions, endOf(report));
      expect(bars[0]?.from).toBe(step.enteredAt);
      expect(bars.at(-1)?.to).toBe(step.finishedAt);
      for (const [index, bar] of bars.slice(1).entries()) expect(bar.from).toBe(bars[index]?.to);
    }
  });

  it('reach the right edge while people are waited for', () => {
    const report = reportFrom(runningLedger());
    const rotate = report.steps.find((step) => step.verb === 'rotate');
    const bars = rotate ? barsOf(rotate, report.decisions, endOf(report)) : [];
    expect(bars.map(({ kind, to }) => [kind, to])).toEqual([
      ['machine', instant(920)],
      ['people', instant(6_100)],
    ]);
  });
});

describe('timeline scale', () => {
  it.each([0, 40, 900, 41_300, 301_000, 86_400_000, 864_000_000])(
    'has at most ten round marks over %d ms',
    (spanMs) => {
      const { ticks, x } = scaleOf(instant(0), instant(spanMs), 100, 900);
      expect(ticks.length).toBeGreaterThan(0);
      expect(ticks.length).toBeLessThanOrEqual(10);
      expect(x(instant(-5))).toBe(100);
      expect(x(instant(spanMs + 1_000_000))).toBe(900);
    },
  );
});
