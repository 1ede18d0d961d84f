/** How does a step of set-up run a program, with its output on our stderr and a sign of life while it takes long? */
import { spawn } from 'node:child_process';
import { root } from './root.mjs';
import { say } from './say.mjs';

const signOfLifeMs = 10_000;

export async function run(command, args, doing) {
  const startedAt = Date.now();
  const seconds = () => Math.round((Date.now() - startedAt) / 1000);
  const alive = setInterval(() => say(`still ${doing} (${seconds()} s)`), signOfLifeMs);
  try {
    const code = await exitCode(command, args);
    if (code !== 0)
      throw new Error(`${doing} failed: ${command} ${args.join(' ')} ended with ${code}; its output is above`);
  } finally {
    clearInterval(alive);
  }
}

function exitCode(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', process.stderr, process.stderr] });
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? signal));
  });
}
