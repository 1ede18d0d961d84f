/** firebreak runbook: is a runbook safe to follow, and what would it do? Touches nothing. */

import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import type { Connector, ConnectorContext } from '../connectors/connector.ts';
import { connectorKinds } from '../connectors/index.ts';
import { FirebreakError } from '../domain/errors.ts';
import type { Inventory } from '../domain/inventory.ts';
import type { Runbook } from '../domain/runbook.ts';
import { verbs } from '../domain/verb.ts';
import { parseRunbook } from '../runbooks/parse.ts';
import { explainRunbook } from '../runbooks/plan.ts';
import { chooseCredential, requireInventory } from './inventory-file.ts';
import { type Cli, type Io, print, printJson } from './io.ts';
import { readNamed } from './read-file.ts';

const builtIn = fileURLToPath(new URL('../runbooks/leaked-agent-credential.yaml', import.meta.url));

export function addRunbook(program: Command, cli: Cli): void {
  const runbook = program.command('runbook').description('look at a runbook');
  runbook
    .command('lint [file]')
    .description('check a runbook (default: the built-in one)')
    .option('--json', 'as one JSON line on stdout')
    .addHelpText('before', 'Examples:\n  $ firebreak runbook lint\n  $ firebreak runbook lint team/leak.yaml\n')
    .action(async (file: string | undefined, _options: unknown, command: Command) => {
      await lint(cli.io, file, command.optsWithGlobals<{ json?: boolean }>().json === true);
    });
  runbook
    .command('plan [file]')
    .description('say what a runbook would do for a credential, and what it could not')
    .option('--config <file>', 'inventory (default: ./firebreak.yaml)')
    .option('--credential <id>', 'credential (default: the only one)')
    .addHelpText('before', 'Examples:\n  $ firebreak runbook plan --credential billing\n')
    .action(async (file: string | undefined, _options: unknown, command: Command) => {
      await plan(cli.io, file, command.optsWithGlobals<{ config?: string; credential?: string }>());
    });
}

async function readRunbook(io: Io, named: string | undefined): Promise<{ file: string; runbook: Runbook }> {
  const { file, text } = await readNamed(io, named ?? builtIn, 'a runbook');
  return { file, runbook: parseRunbook(text, file) };
}

async function lint(io: Io, named: string | undefined, json: boolean): Promise<void> {
  const { file, runbook } = await readRunbook(io, named);
  const absent = verbs.filter((verb) => !runbook.steps.some((step) => step.verb === verb));
  if (json) return printJson(io, { file, name: runbook.name, version: runbook.version, hash: runbook.hash, absent });
  print(
    io,
    `${runbook.name} v${runbook.version} is sound: ${runbook.steps.map((step) => step.verb).join(', ')} (${runbook.hash.slice(0, 16)})`,
  );
  for (const verb of absent) print(io, `note: it has no ${verb}; what that step would close stays open`);
}

async function plan(
  io: Io,
  named: string | undefined,
  options: { config?: string; credential?: string },
): Promise<void> {
  const { runbook } = await readRunbook(io, named);
  const { inventory } = await requireInventory(io, options.config);
  const credential = chooseCredential(inventory, options.credential);
  print(io, explainRunbook(runbook, inventory, credential, connectorsOf(inventory)).join('\n'));
}

/** Connectors that can be asked what they are able to do, and nothing else: there is no store behind them. */
function connectorsOf(inventory: Inventory): Map<string, Connector> {
  const entries = inventory.places.flatMap((place): [string, Connector][] => {
    const kind = connectorKinds[place.connector];
    return kind === undefined ? [] : [[place.id, kind.create(place.settings, contextOf(place.id))]];
  });
  return new Map(entries);
}

function contextOf(place: string): ConnectorContext {
  return {
    place,
    secrets: { has: closed, open: closed, seal: closed, keep: closed },
    fingerprint: () => '',
    concurrency: 1,
  };
}

async function closed(): Promise<never> {
  throw new FirebreakError('ERR_USAGE', 'a plan opens no secret; expected only questions about capabilities');
}
