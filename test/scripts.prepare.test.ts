import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { root } from './support/source-files.ts';

const run = promisify(execFile);
const prepare = () => run(process.execPath, [join(root, 'scripts/prepare.mjs'), 'build'], { cwd: root });
const built = () => statSync(join(root, 'dist/cli/main.js')).mtimeMs;

test('set-up that is done is not done again and says nothing', { timeout: 120_000 }, async () => {
  await prepare();
  const before = built();
  expect(await prepare()).toEqual({ stdout: '', stderr: '' });
  expect(built()).toBe(before);
});

test('the recorded hash is that of the bundle without its source map', async () => {
  const command = "grep -v '^//# sourceMappingURL=' dist/workflow-bundle.js | openssl dgst -sha256 -r";
  const { stdout } = await run('sh', ['-c', command], { cwd: root });
  expect(stdout.slice(0, 64)).toBe(readFileSync(join(root, 'dist/workflow-bundle.sha256'), 'utf8').trim());
});
