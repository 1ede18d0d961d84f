/** firebreak config check: is the inventory whole, and are its secrets in the store? */
import { join } from 'node:path';
import type { Command } from 'commander';
import { openSealedStore } from '../store/sealed-store.ts';
import { requireInventory } from './inventory-file.ts';
import { type Cli, print, printJson } from './io.ts';
import { settingsOf } from './settings.ts';

export function addConfig(program: Command, cli: Cli): void {
  const config = program.command('config').description('look at an inventory');
  config
    .command('check [file]')
    .description('check firebreak.yaml: names, settings, references, sealed secrets')
    .option('--json', 'as one JSON line on stdout')
    .addHelpText('before', 'Examples:\n  $ firebreak config check\n  $ firebreak config check team/firebreak.yaml\n')
    .action(async (file: string | undefined, _options: unknown, command: Command) => {
      await checkConfig(cli, file, command);
    });
}

async function checkConfig(cli: Cli, named: string | undefined, command: Command): Promise<void> {
  const { io } = cli;
  const { file, inventory } = await requireInventory(io, named);
  const missing = await missingSecrets(
    settingsOf(io, command).stateDir,
    inventory.credentials.map(({ secret }) => secret),
  );
  const counts = {
    places: inventory.places.length,
    credentials: inventory.credentials.length,
    agents: inventory.agents.length,
    dependents: inventory.dependents.length,
    responders: inventory.responders.length,
  };
  if (command.optsWithGlobals<{ json?: boolean }>().json === true) {
    return printJson(io, { file, hash: inventory.hash, ...counts, missingSecrets: missing });
  }
  const summary = Object.entries(counts).map(([noun, count]) => `${count} ${count === 1 ? noun.slice(0, -1) : noun}`);
  print(io, `${file} is whole: ${summary.join(', ')} (${inventory.hash.slice(0, 16)})`);
  for (const name of missing) print(io, `not sealed yet: firebreak secret put ${name}`);
}

async function missingSecrets(stateDir: string, names: readonly string[]): Promise<string[]> {
  const store = await openSealedStore(join(stateDir, 'sealed'));
  const there = await Promise.all(names.map((name) => store.has(name)));
  return names.filter((_, index) => there[index] !== true);
}
