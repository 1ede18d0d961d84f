/** firebreak list: every incident, the newest first. */
import type { Command } from 'commander';
import { type Cli, print, printJson } from './io.ts';
import { openGateway } from './open-gateway.ts';
import { settingsOf } from './settings.ts';
import { listText } from './view.ts';

export function addList(program: Command, cli: Cli): void {
  program
    .command('list')
    .description('list incidents')
    .option('--json', 'as one JSON line on stdout')
    .addHelpText('before', 'Examples:\n  $ firebreak list\n  $ firebreak list --json | jq .incidents[].verdict\n')
    .action(async (_options: unknown, command: Command) => {
      const client = await openGateway(settingsOf(cli.io, command).stateDir);
      const incidents = await client.list();
      if (command.optsWithGlobals<{ json?: boolean }>().json === true) printJson(cli.io, { incidents });
      else print(cli.io, listText(incidents, cli.io.colors.stdout));
    });
}
