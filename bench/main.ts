/** `npm run bench`: what does durability cost, and how soon is the first door held? */

import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createGatewayClient } from '../cli/gateway-client.ts';
import { listenForInterrupt } from '../cli/interrupt.ts';
import { cleanState } from '../runtime/stack-clean.ts';
import { ensureStack } from '../runtime/stack-ensure.ts';
import { openSealedStore } from '../store/sealed-store.ts';
import { openIssuer } from './issuer.ts';
import { sealShared } from './leak.ts';
import { firstStops, type Place, runPair } from './measure.ts';
import { type Options, readOptions } from './options.ts';
import { type Measured, machineLine, printed } from './print.ts';

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

const program = (name: string): string => fileURLToPath(new URL(`../${name}.js`, import.meta.url));

async function bench(options: Options): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'firebreak-bench-'));
  try {
    say(machineLine());
    const measured = await measure(options, root);
    process.stdout.write(`${machineLine()}\n${printed(measured, options)}\n`);
  } finally {
    cleanState(join(root, 'state'), true);
    rmSync(root, { recursive: true, force: true });
  }
}

async function measure(options: Options, root: string): Promise<Measured> {
  const stateDir = join(root, 'state');
  const { concurrency } = options;
  const programs = { worker: program('worker'), gateway: program('gateway') };
  const interrupt = listenForInterrupt();
  const { signal } = interrupt;
  const stack = await ensureStack({ stateDir, env: process.env, say, programs, concurrency, signal });
  const issuer = await openIssuer(options.latency);
  try {
    const gateway = createGatewayClient(stack.gatewayUrl, readFileSync(stack.tokenFile, 'utf8').trim());
    const sealed = await openSealedStore(join(stateDir, 'sealed'));
    await sealShared(issuer, sealed);
    return await Promise.race([measureAll({ gateway, sealed, issuer, dir: root }, options), aborted(signal)]);
  } finally {
    await issuer.close();
    await stack.stop();
    interrupt.release();
  }
}

async function measureAll(place: Place, options: Options): Promise<Measured> {
  say('through Firebreak and by the plain script, on a stack that has contained nothing yet');
  const first = await runPair(place, 'first', options);
  say('and once more');
  const second = await runPair(place, 'second', options);
  say(`${options.incidents} incidents, one after the other`);
  return { first, second, stops: await firstStops(place, options) };
}

/** Rejects when somebody presses Ctrl-C, so that what was started is still ended. */
async function aborted(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort');
  throw new Error('interrupted: nothing was measured');
}

await bench(readOptions(process.argv)).catch((error: unknown) => {
  say(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
