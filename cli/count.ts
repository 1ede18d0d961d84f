/** Is this a number of things to start? */
import { InvalidArgumentError } from 'commander';

/** 1 to 1,000. */
export function parseCount(text: string): number {
  const count = Number(text);
  if (/^\d{1,4}$/.test(text) && count >= 1 && count <= 1_000) return count;
  throw new InvalidArgumentError('expected a whole number from 1 to 1000.');
}
