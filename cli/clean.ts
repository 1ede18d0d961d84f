/** firebreak clean: remove everything Firebreak keeps in a state folder. */
import type { Command } from 'commander';
import { cleanable, cleanState } from '../runtime/stack-clean.ts';
import { type Cli, print, printJson } from './io.ts';
import { settingsOf } from './settings.ts';

export function addClean(program: Command, cli: Cli): void {
  program
    .command('clean')
    .description('remove incidents, secrets and logs of a state folder, for good')
    .option('--yes', 'really remove; without it, only says what would go')
    .option('--json', 'as one JSON line on stdout')
    .addHelpText('before', 'Examples:\n  $ firebreak clean\n  $ firebreak clean --yes\n')
    .action(async (_options: unknown, command: Command) => {
      const { io } = cli;
      const { stateDir } = settingsOf(io, command);
      const options = command.optsWithGlobals<{ yes?: boolean; json?: boolean }>();
      const removals = options.yes === true ? cleanState(stateDir, true) : cleanable(stateDir);
      if (options.json === true) return printJson(io, { removed: options.yes === true, removals });
      if (removals.length === 0) return print(io, `there is nothing of ours in ${stateDir}`);
      for (const { path, what, bytes } of removals) print(io, `${path}  ${megabytes(bytes)}  ${what}`);
      print(io, options.yes === true ? 'removed' : 'nothing was removed; firebreak clean --yes removes this for good');
    });
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
