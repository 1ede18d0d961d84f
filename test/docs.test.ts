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

const root = join(import.meta.dirname, '..');

function read(name: string): string {
  return readFileSync(join(root, 'docs', name), 'utf8');
}

/** Fenced blocks by what stands after the fence. */
function blocks(name: string, info: string): string[] {
  return [...read(name).matchAll(/^```([^\n]*)\n([\s\S]*?)^```$/gm)]
    .filter((block) => block[1] === info)
    .map((block) => block[2] ?? '');
}

interface Example {
  readonly words: readonly string[];
  /** What is piped in, when the example pipes something. */
  readonly input: string;
  /** Lines the document shows below the command. */
  readonly shows: readonly string[];
}

/** `$ [source |] firebreak words…` and the lines below it; other programs' lines are left out. */
function examples(block: string): Example[] {
  return block
    .split(/^\$ /m)
    .slice(1)
    .flatMap((text) => {
      const [line = '', ...shows] = text.trimEnd().split('\n');
      const command = /(?:^|\| )firebreak (.*)$/.exec(line)?.[1];
      if (command === undefined) return [];
      const words = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map((word) => word[1] ?? word[2] ?? '');
      return [{ words, input: line.includes(' | ') ? 'piped' : '', shows }];
    });
}

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'firebreak-docs-'));
  writeFileSync(join(dir, 'firebreak.yaml'), blocks('config.md', 'yaml')[0] ?? '');
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
    const inventory = parseInventory(blocks('config.md', 'yaml')[0] ?? '', '/srv/firebreak.yaml');
    expect(inventory.dependents[0]?.surfaces).toEqual(['surface/ledger-db', 'issuer/main']);
  });
});

describe('docs/runbooks.md', () => {
  test('its example is the built-in runbook', () => {
    const shipped = parseRunbook(readFileSync(join(root, 'runbooks/leaked-agent-credential.yaml'), 'utf8'), 'shipped');
    expect(parseRunbook(blocks('runbooks.md', 'yaml')[0] ?? '', 'docs').hash).toBe(shipped.hash);
  });

  test('its hasty runbook is refused with the words it shows', () => {
    const shown = blocks('runbooks.md', 'text')[0]?.trim() ?? 'nothing';
    expect(() => parseRunbook(blocks('runbooks.md', 'yaml refused')[0] ?? '', 'hasty.yaml')).toThrow(shown);
  });
});

describe('docs/cli.md', () => {
  test('examples without a stack do what they show', async () => {
    const dir = folder();
    const all = blocks('cli.md', 'console').flatMap(examples);
    expect(all.length).toBeGreaterThan(3);
    for (const example of all) {
      const { exit, out, err } = await run(dir, example);
      expect(err).toBe('');
      expect(exit).toBe(0);
      for (const line of example.shows) expect(out).toContain(line);
    }
  });

  test('the refusal it shows is the refusal one gets', async () => {
    for (const example of blocks('cli.md', 'console refused').flatMap(examples)) {
      const { exit, err } = await run(folder(), example);
      expect(exit).not.toBe(0);
      expect(err.trimEnd().split('\n')).toEqual(example.shows);
    }
  });

  test('examples on a stack are commands and options we have', async () => {
    for (const { words } of blocks('cli.md', 'console stack').flatMap(examples)) {
      const program = await createProgram({ io: terminal('/').io, run: runCli, exitCode: exitCodes.ok }, words);
      for (const command of [program, ...program.commands, ...program.commands.flatMap((one) => one.commands)]) {
        command.action(() => undefined);
      }
      await expect(program.parseAsync([...words], { from: 'user' })).resolves.toBe(program);
    }
  });

  test('lists every exit code and no other', () => {
    const table = read('cli.md').split('## Exit codes')[1]?.split('##')[0] ?? '';
    const listed = [...table.matchAll(/^\| (\d+) \|/gm)].map((row) => Number(row[1]));
    expect(listed).toEqual(Object.values(exitCodes).toSorted((a, b) => a - b));
  });
});
