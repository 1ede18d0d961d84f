/** firebreak report: what happened, from the ledger alone. */
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { ReportFormat } from './gateway-client.ts';
import { type Cli, print, say } from './io.ts';
import { openGateway } from './open-gateway.ts';
import { settingsOf } from './settings.ts';

interface Options {
  readonly format: ReportFormat;
  readonly output?: string;
  readonly json?: boolean;
}

export function addReport(program: Command, cli: Cli): void {
  program
    .command('report <id>')
    .description('print the report of an incident')
    .addOption(new Option('--format <format>', 'md, html or json').choices(['md', 'html', 'json']).default('md'))
    .option('--output <file>', 'write it to a file only this user can read')
    .option('--json', 'same as --format json')
    .addHelpText(
      'before',
      'Examples:\n  $ firebreak report amber-otter\n  $ firebreak report amber-otter --format html --output report.html\n',
    )
    .action(async (id: string, _options: unknown, command: Command) => {
      const { io } = cli;
      const options = command.optsWithGlobals<Options>();
      const client = await openGateway(settingsOf(io, command).stateDir);
      const text = await client.report(id, options.json === true ? 'json' : options.format);
      if (options.output === undefined) return print(io, text);
      const file = resolve(io.cwd, options.output);
      await writeFile(file, text, { mode: 0o600 });
      say(io, `written to ${file}`);
    });
}
