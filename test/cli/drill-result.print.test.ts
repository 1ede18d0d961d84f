/** The drill's last lines name what agents wrote: nothing of it may steer the terminal. */
import { expect, test } from 'vitest';
import { type DrillResult, resultText } from '../../cli/drill-result.ts';

const result: DrillResult = {
  incidentId: 'inc_0',
  verdict: 'open',
  openedAt: '2026-03-01T10:00:00.000Z',
  firstBrakeAt: null,
  containedAt: null,
  machineMs: 1,
  humanMs: 0,
  doors: [],
  residuals: [{ what: 'surface/files#\u001b[2J\u202ecod', why: 'cannot be revoked\u0007', diesAt: null }],
  intruder: { successes: 0, lastSuccessAt: null, successesAfterContained: 0 },
  dependents: { requests: 0, failures: 0 },
  report: { html: 'r.html', md: 'r.md', json: 'r.json' },
};

test('control characters and bidi overrides in a residual are made visible', () => {
  const signs = ['\u001b', '\u0007', '\u202e'];
  expect(signs.filter((sign) => resultText(result).includes(sign))).toEqual([]);
});
