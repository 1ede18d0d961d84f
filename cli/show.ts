/** firebreak show: one incident as it stands, with its open questions. */
import type { Command } from 'commander';
import { type Cli, print, printJson } from './io.ts';
import { openGateway } from './open-gateway.ts';
import { printBoards } from './print-boards.ts';
import { settingsOf } from './settings.ts';
import { questionText } from './view.ts';

export function addShow(program: Command, cli: Cli): void {
  program
    .command('show <id>')
    .description('show an incident and its open checkpoints')
    .option('--json', 'as one JSON line on stdout')
    .addHelpText(
      'before',
      'Examples:\n  $ firebreak show amber-otter\n  $ firebreak show amber-otter --json | jq .checkpoints[].id\n',
    )
    .action(async (id: string, _options: unknown, command: Command) => {
      const client = await openGateway(settingsOf(cli.io, command).stateDir);
      const shown = await client.show(id);
      if (command.optsWithGlobals<{ json?: boolean }>().json === true) return printJson(cli.io, shown);
      printBoards(cli.io, [shown]);
      const { stdout: color } = cli.io.colors;
      for (const checkpoint of shown.checkpoints) print(cli.io, questionText(checkpoint, shown, color));
    });
}
