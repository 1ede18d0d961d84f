import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { exitCodes, exitOfReport, worstExit } from '../../cli/exit-codes.ts';
import { createProgram } from '../../cli/program.ts';
import { runCli } from '../../cli/run.ts';
import { reportFrom } from '../../domain/report-from.ts';
import { containedLedger, heldLedger, openLedger, runningLedger } from '../support/ledgers.ts';
import { terminal } from './terminal.ts';

async function program(): Promise<Command> {
  return createProgram({ io: terminal('/').io, run: runCli, exitCode: exitCodes.ok });
}

/** `respond`, `secret put`, …: every command that does something. */
function leaves(command: Command, trail: readonly string[] = []): string[][] {
  const below = command.commands.filter((one) => one.name() !== 'help');
  return below.length === 0 ? [[...trail]] : below.flatMap((one) => leaves(one, [...trail, one.name()]));
}

describe('help', () => {
  test('begins with examples for every command, on stdout, and ends well', async () => {
    const all = leaves(await program());
    expect(all.length).toBeGreaterThan(15);
    for (const words of all) {
      const shell = terminal('/');
      expect(await shell.run(...words, '--help')).toBe(0);
      expect(shell.out()).toMatch(new RegExp(`^Examples:\\n  \\$ .*firebreak ${words.join(' ')}`));
      expect(shell.err()).toBe('');
    }
  });

  test('every command is documented in docs/cli.md', async () => {
    const text = readFileSync(join(import.meta.dirname, '../../docs/cli.md'), 'utf8');
    for (const words of leaves(await program())) expect(text).toContain(`firebreak ${words.join(' ')}`);
  });
});

describe('usage', () => {
  test.each([
    ['no command', [], 'no command was given'],
    ['an unknown command', ['lst'], "unknown command 'lst'; did you mean list?"],
    ['an unknown option', ['list', '--tate=fbk_oops'], "unknown option '--tate=…'"],
    ['a missing option', ['respond'], "required option '--alert <file>' not specified"],
    ['too many arguments', ['show', 'a', 'b'], 'too many arguments'],
  ])('refuses %s', async (_title, words, text) => {
    const shell = terminal('/');
    expect(await shell.run(...words)).toBe(2);
    expect(shell.err()).toContain(`ERR_USAGE: ${text}`);
    expect(shell.out()).toBe('');
  });

  test('tells errors as JSON on stderr when asked to', async () => {
    const shell = terminal('/');
    expect(await shell.run('list', '--json', '--nope')).toBe(2);
    expect(JSON.parse(shell.err())).toMatchObject({ error: { code: 'ERR_USAGE', next: 'firebreak help COMMAND' } });
  });
});

describe('exit codes', () => {
  test.each([
    ['contained', containedLedger, exitCodes.ok],
    ['open', openLedger, exitCodes.open],
    ['denied', heldLedger, exitCodes.denied],
    ['running', runningLedger, exitCodes.held],
  ] as const)('tell how a response ended [%s]', (_title, ledger, exit) => {
    expect(exitOfReport(reportFrom(ledger()))).toBe(exit);
  });

  test('of several responses, the one that needs somebody most', () => {
    expect(worstExit([])).toBe(0);
    expect(worstExit([exitCodes.ok, exitCodes.held, exitCodes.open])).toBe(exitCodes.open);
  });
});
