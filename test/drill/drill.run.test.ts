/** The main job, as `npm start -- --json` runs it without a terminal: nothing is running before, nothing is left after. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DrillResult } from '../../cli/drill-result.ts';

const program = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
let folder: string;
let ran: { exit: number | null; stdout: string; stderr: string };
let result: DrillResult;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'firebreak-drill-run-'));
  // As root, PostgreSQL runs as another user, who has to get through to its data.
  chmodSync(folder, 0o711);
  const words = [program, '--state', join(folder, 'state'), 'drill', '--json'];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr]: [string[], string[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk.toString()));
  await once(child, 'close');
  ran = { exit: child.exitCode, stdout: stdout.join(''), stderr: stderr.join('') };
  result = JSON.parse(ran.stdout) as DrillResult;
}, 180_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('exits 0 with one JSON line on stdout and all talk on stderr', () => {
  expect(ran.exit).toBe(0);
  expect(ran.stdout.trimEnd().split('\n')).toHaveLength(1);
  expect(ran.stderr).toContain('a scripted responder answers through firebreak decide');
});

test('report, intruder and dependents agree', () => {
  expect(result.verdict).toBe('contained');
  expect(result.intruder.successes).toBeGreaterThan(0);
  expect(result.intruder.successesAfterContained).toBe(0);
  expect(Date.parse(result.intruder.lastSuccessAt ?? '')).toBeLessThan(Date.parse(result.containedAt ?? ''));
  expect(result.dependents.requests).toBeGreaterThan(0);
  expect(result.dependents.failures).toBe(0);
});

test('every kind of door was there, and each is closed with a proof or a residual with its end', () => {
  expect([...new Set(result.doors.map(({ kind }) => kind))].toSorted()).toEqual([
    'connection',
    'credential',
    'grant',
    'session',
  ]);
  for (const door of result.doors) expect(door.state === 'residual' || (door.proof && door.provenAt)).toBeTruthy();
  expect(result.residuals.every(({ why, diesAt }) => why !== '' && diesAt !== null)).toBe(true);
});

test('the three reports are on disk, for this user alone', () => {
  for (const file of Object.values(result.report)) expect(statSync(file).mode & 0o077).toBe(0);
  expect(JSON.parse(readFileSync(result.report.json, 'utf8'))).toMatchObject({ incidentId: result.incidentId });
});

test('no process of the stack or the fleet is left', () => {
  expect(existsSync(join(folder, 'state', 'stack.lock'))).toBe(false);
  expect(commandLines().filter((line) => line.includes(folder))).toEqual([]);
});

function commandLines(): readonly string[] {
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return ids.map((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    } catch {
      return '';
    }
  });
}
