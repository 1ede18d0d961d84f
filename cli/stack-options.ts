/** What does the runtime need to know to bring a stack up for a command? */
import { fileURLToPath } from 'node:url';
import type { StackOptions } from '../runtime/stack-up.ts';
import { type Io, say } from './io.ts';

export function stackOptions(io: Io, stateDir: string, configPath: string | undefined): StackOptions {
  return {
    stateDir,
    env: io.env,
    say: (line) => say(io, line),
    programs: { worker: program('worker'), gateway: program('gateway') },
    ...(configPath === undefined ? {} : { configPath }),
  };
}

/** Compiled beside the compiled cli/. */
function program(name: string): string {
  return fileURLToPath(new URL(`../${name}.js`, import.meta.url));
}
