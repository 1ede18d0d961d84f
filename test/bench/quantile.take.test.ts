/** Which value do p50 and p95 name? */
import { expect, test } from 'vitest';
import { quantile } from '../../bench/quantile.ts';

const twenty = Array.from({ length: 20 }, (_, index) => 20 - index);

test('is a value that was measured: the smallest that this share does not exceed', () => {
  expect(quantile(twenty, 0.5)).toBe(10);
  expect(quantile(twenty, 0.95)).toBe(19);
  expect(quantile(twenty, 1)).toBe(20);
  expect(quantile([7], 0.95)).toBe(7);
});

test('is no number when nothing was measured', () => {
  expect(quantile([], 0.5)).toBeNaN();
});
