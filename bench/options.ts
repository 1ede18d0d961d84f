/** How large is the containment that is measured? */
import { Command } from 'commander';
import { parseCount } from '../cli/count.ts';

export interface Options {
  /** Grants to revoke and read back. */
  readonly holdings: number;
  /** Milliseconds the provider takes to answer. */
  readonly latency: number;
  /** Provider calls in flight at once. */
  readonly concurrency: number;
  /** Further incidents, each to see how soon its session stands still. */
  readonly incidents: number;
}

export function readOptions(argv: readonly string[]): Options {
  return new Command('bench')
    .description('contain N holdings through Firebreak and by a plain script, and compare')
    .option('--holdings <n>', 'grants to revoke and read back', parseCount, 500)
    .option('--latency <ms>', 'milliseconds the provider takes to answer', parseCount, 50)
    .option('--concurrency <n>', 'provider calls in flight at once', parseCount, 20)
    .option('--incidents <n>', 'incidents to take the first containing call of', parseCount, 20)
    .parse(argv)
    .opts<Options>();
}
