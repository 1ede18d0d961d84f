/** firebreak verify: is the ledger of an incident whole? Recomputes every hash. */
import type { Command } from 'commander';
import { exitCodes } from './exit-codes.ts';
import { type Cli, print, printJson } from './io.ts';
import { openGateway } from './open-gateway.ts';
import { settingsOf } from './settings.ts';

export function addVerify(program: Command, cli: Cli): void {
  program
    .command('verify <id>')
    .description('recompute the hash chain of an incident')
    .option('--json', 'as one JSON line on stdout')
    .addHelpText('before', 'Examples:\n  $ firebreak verify amber-otter\n  $ firebreak verify amber-otter --json\n')
    .action(async (id: string, _options: unknown, command: Command) => {
      const client = await openGateway(settingsOf(cli.io, command).stateDir);
      const verdict = await client.verify(id);
      if (!verdict.ok) cli.exitCode = exitCodes.unverified;
      if (command.optsWithGlobals<{ json?: boolean }>().json === true) return printJson(cli.io, verdict);
      print(
        cli.io,
        verdict.ok
          ? `whole: ${verdict.entries} entries, head ${verdict.head}`
          : `BROKEN at entry ${verdict.seq}: ${verdict.reason}. Keep a copy of the database; do not trust the report from there on.`,
      );
    });
}
