/** Does the bench still contain what it says, both ways, with the same calls? Never how fast. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const program = fileURLToPath(new URL('../../dist/bench/main.js', import.meta.url));

test('a small bench contains both ways with the same calls, and sees every session stopped', async () => {
  const words = ['--holdings', '9', '--latency', '1', '--concurrency', '3', '--incidents', '2'];
  const child = spawn(process.execPath, [program, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [printed, talk] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  expect(child.exitCode, talk).toBe(0);
  expect(printed).toContain('containment of 9 holdings, provider latency 1 ms, 3 calls in flight');
  expect(printed.match(/calls seen +35 and 35 +equal, kind by kind/g)).toHaveLength(2);
  expect(printed.match(/ratio +\d+\.\d\d/g)).toHaveLength(2);
  expect(printed).toMatch(/stopped, by the kernel's own notice \(2 incidents\)\n.*p95 \d+ ms/);
}, 120_000);
