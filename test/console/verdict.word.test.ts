/** Does the one sentence of an open verdict say what is open? */
import { expect, test } from 'vitest';
import { verdictWords } from '../../console/wording/verdict.ts';
import { reportFrom } from '../../domain/report-from.ts';
import { containedLedger, openLedger } from '../support/ledgers.ts';

test('doors that are not closed are counted, braked ones apart', () => {
  expect(verdictWords(reportFrom(openLedger())).sentence).toMatch(/^The response ended without proof\. \d+ doors of/);
});

test('with every door closed it is the residual that needs a person', () => {
  const report = reportFrom(containedLedger());
  const doors = report.doors.filter(({ state }) => state === 'closed');
  const residuals = [
    { what: 'revoke@agent/research/actions', name: 'its log', verb: 'revoke', why: 'cannot be read', owner: 'ana' },
  ] as const;
  expect(verdictWords({ ...report, verdict: 'open', doors, residuals }).sentence).toBe(
    'Every door that was found is proven closed, but 1 residual named below needs a person.',
  );
});
