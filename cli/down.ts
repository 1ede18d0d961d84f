/** firebreak down: stop the stack of a state folder, from anywhere. */
import type { Command } from 'commander';
import { downStack } from '../runtime/stack-down.ts';
import { type Cli, print, printJson, say } from './io.ts';
import { settingsOf } from './settings.ts';

export function addDown(program: Command, cli: Cli): void {
  program
    .command('down')
    .description('stop the stack; keeps all data')
    .option('--json', 'as one JSON line on stdout')
    .addHelpText('before', 'Examples:\n  $ firebreak down\n  $ firebreak down --state /var/lib/firebreak\n')
    .action(async (_options: unknown, command: Command) => {
      const { io } = cli;
      const { stateDir } = settingsOf(io, command);
      const result = await downStack(stateDir, (line) => say(io, line));
      if (command.optsWithGlobals<{ json?: boolean }>().json === true) return printJson(io, result);
      const stopped = result.stopped === null && result.reaped.length === 0 ? 'no stack was running' : 'stopped';
      print(io, `${stopped}; data stays in ${stateDir} (firebreak clean removes it)`);
    });
}
