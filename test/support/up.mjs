/** A process of its own that runs a stack with stand-in programs: `node up.mjs STATE_DIR`. Prints `up` when it is. */
import { fileURLToPath } from 'node:url';
import { upStack } from '../../dist/runtime/stack-up.js';

const program = (name) => fileURLToPath(new URL(`stand-in-${name}.mjs`, import.meta.url));
const stack = await upStack({
  stateDir: process.argv[2],
  env: process.env,
  say: (line) => process.stderr.write(`${line}\n`),
  programs: { worker: program('worker'), gateway: program('gateway') },
});
process.once('SIGTERM', () => void stack.stop().then(() => process.exit(0)));
process.stdout.write('up\n');
