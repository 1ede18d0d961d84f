/** firebreak watch: a running response, until it is over or Ctrl-C lets go of it. */
import type { Command } from 'commander';
import { exitCodes, exitOfReport, worstExit } from './exit-codes.ts';
import { detachedFrom, follow } from './follow.ts';
import { listenForInterrupt } from './interrupt.ts';
import { type Cli, say } from './io.ts';
import { openGateway } from './open-gateway.ts';
import { printBoards } from './print-boards.ts';
import { settingsOf } from './settings.ts';

interface Options {
  readonly as?: string;
  readonly input: boolean;
  readonly json?: boolean;
}

export function addWatch(program: Command, cli: Cli): void {
  program
    .command('watch <id>')
    .description('follow a response and answer its questions')
    .option('--as <responder>', 'who answers questions at this terminal')
    .option('--no-input', 'never ask at this terminal')
    .option('--json', 'evidence as JSON lines on stdout, as it is recorded')
    .addHelpText(
      'before',
      'Examples:\n  $ firebreak watch amber-otter\n  $ firebreak watch amber-otter --json | jq .kind\n',
    )
    .action(async (id: string, _options: unknown, command: Command) => {
      await watch(cli, id, command, command.optsWithGlobals<Options>());
    });
}

async function watch(cli: Cli, id: string, command: Command, options: Options): Promise<void> {
  const { io } = cli;
  const client = await openGateway(settingsOf(io, command).stateDir);
  const ndjson = options.json === true;
  const ask = io.interactive && options.input && !ndjson;
  const interrupt = listenForInterrupt();
  try {
    const result = await follow(client, io, [id], { as: options.as, ask, ndjson, signal: interrupt.signal });
    if (result === 'detached') {
      say(io, detachedFrom(id));
      cli.exitCode = exitCodes.detached;
      return;
    }
    if (!ndjson) printBoards(io, result);
    cli.exitCode = worstExit(result.map(({ report }) => exitOfReport(report)));
  } finally {
    interrupt.release();
  }
}
