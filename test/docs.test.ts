import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { exitCodes } from '../cli/exit-codes.ts';
import { createProgram } from '../cli/program.ts';
import { runCli } from '../cli/run.ts';
import { parseInventory } from '../config.ts';
import { parseRunbook } from '../runbooks/parse.ts';
import { terminal } from './cli/terminal.ts';
import { blocks, type Example, examples, page, pagePaths } from './support/pages.ts';

const root = join(import.meta.dirname, '..');

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'firebreak-docs-'));
  writeFileSync(join(dir, 'firebreak.yaml'), blocks('docs/config.md', 'yaml')[0] ?? '');
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

async function run(dir: string, { words, input }: Example) {
  const shell = terminal(dir);
  shell.stdin.end(input);
  const exit = await shell.run(...words, '--state', join(dir, 'state'));
  return { exit, out: shell.out(), err: shell.err() };
}

describe('docs/config.md', () => {
  test('its example is an inventory we accept', () => {
    const inventory = parseInventory(blocks('docs/config.md', 'yaml')[0] ?? '', '/srv/firebreak.yaml');
    expect(inventory.dependents[0]?.surfaces).toEqual(['surface/ledger-db', 'issuer/main']);
  });
});

describe('docs/runbooks.md', () => {
  test('its example is the built-in runbook', () => {
    const shipped = parseRunbook(readFileSync(join(root, 'runbooks/leaked-agent-credential.yaml'), 'utf8'), 'shipped');
    expect(parseRunbook(blocks('docs/runbooks.md', 'yaml')[0] ?? '', 'docs').hash).toBe(shipped.hash);
  });

  test('its hasty runbook is refused with the words it shows', () => {
    const shown = blocks('docs/runbooks.md', 'text')[0]?.trim() ?? 'nothing';
    expect(() => parseRunbook(blocks('docs/runbooks.md', 'yaml refused')[0] ?? '', 'hasty.yaml')).toThrow(shown);
  });
});

describe('docs/cli.md', () => {
  test('examples without a stack do what they show', async () => {
    const dir = folder();
    const all = blocks('docs/cli.md', 'console').flatMap(examples);
    expect(all.length).toBeGreaterThan(3);
    for (const example of all) {
      const { exit, out, err } = await run(dir, example);
      expect(err).toBe('');
      expect(exit).toBe(0);
      for (const line of example.shows) expect(out).toContain(line);
    }
  });

  test('the refusal it shows is the refusal one gets', async () => {
    for (const example of blocks('docs/cli.md', 'console refused').flatMap(examples)) {
      const { exit, err } = await run(folder(), example);
      expect(exit).not.toBe(0);
      expect(err.trimEnd().split('\n')).toEqual(example.shows);
    }
  });

  test('examples on a stack, of every page, are commands and options we have', async () => {
    const all = pagePaths().flatMap((path) => blocks(path, 'console stack').flatMap(examples));
    expect(all.length).toBeGreaterThan(8);
    for (const { words } of all) {
      const program = await createProgram({ io: terminal('/').io, run: runCli, exitCode: exitCodes.ok }, words);
      for (const command of [program, ...program.commands, ...program.commands.flatMap((one) => one.commands)]) {
        command.action(() => undefined);
      }
      await expect(program.parseAsync([...words], { from: 'user' })).resolves.toBe(program);
    }
  });

  test('lists every exit code and no other', () => {
    const table = page('docs/cli.md').split('## Exit codes')[1]?.split('##')[0] ?? '';
    const listed = [...table.matchAll(/^\| (\d+) \|/gm)].map((row) => Number(row[1]));
    expect(listed).toEqual(Object.values(exitCodes).toSorted((a, b) => a - b));
  });
});
