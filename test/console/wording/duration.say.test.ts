import { describe, expect, it } from 'vitest';
import { away, duration, stopwatch } from '../../../console/wording/duration.ts';

describe('duration', () => {
  it.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [999.6, '1.0 s'],
    [1000, '1.0 s'],
    [59_949, '59.9 s'],
    [59_999, '1 min'],
    [252_000, '4 min 12 s'],
    [3_599_700, '1 h'],
    [11_100_000, '3 h 5 min'],
    [187_200_000, '2 d 4 h'],
  ])('says %d ms as %s', (ms, words) => {
    expect(duration(ms)).toBe(words);
  });

  it('reads a stop watch and the way to an instant', () => {
    expect([stopwatch(41_999), stopwatch(725_000), stopwatch(-61_000)]).toEqual(['0:41', '12:05', '1:01']);
    const now = '2026-03-04T03:00:00.000Z';
    expect(away('2026-03-04T03:04:12.000Z', now)).toBe('in 4 min 12 s');
    expect(away('2026-03-04T02:00:00.000Z', now)).toBe('1 h ago');
  });
});
