/** Does the download that Temporal's own test package knows bring the server? Only the recorded binary is taken. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Progress } from './progress.ts';
import { runTool } from './run-tool.ts';
import { keepBinary, type Way } from './temporal-fetch.ts';
import { temporalPins, temporalVersion } from './temporal-pins.ts';

/** It has no call that only downloads: a process of its own starts the server it brought and ends it again. */
const program = `
  const { TestWorkflowEnvironment } = await import('@temporalio/testing');
  const executable = { type: 'cached-download', version: 'v${temporalVersion}', downloadDir: process.argv[1] };
  await (await TestWorkflowEnvironment.createLocal({ server: { executable } })).teardown();
`;

export async function fetchOfficial(cache: string, env: NodeJS.ProcessEnv, say: Progress): Promise<Way> {
  const pin = temporalPins[`${process.platform}-${process.arch}`];
  if (pin === undefined) return { why: `no checksum on record for ${process.platform}-${process.arch}` };
  mkdirSync(cache, { recursive: true, mode: 0o700 });
  const folder = mkdtempSync(join(cache, 'download-'));
  try {
    say(`downloading the Temporal dev server ${temporalVersion} as @temporalio/testing does`);
    const node = ['--input-type=module', '--eval', program, folder];
    const cwd = dirname(fileURLToPath(import.meta.url));
    const got = await runTool(process.execPath, node, { timeoutMs: 300_000, env, cwd });
    const binary = readdirSync(folder).find((name) => name.startsWith('temporal-'));
    if (binary !== undefined) return await keepBinary(join(folder, binary), cache, pin.binary);
    return { why: got.ok ? 'it left no binary' : 'the download failed or the package is not installed' };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
