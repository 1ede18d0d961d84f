/** firebreak watch: a running response, until it is over or Ctrl-C lets go of it. */
import type { Command } from 'commander';
import { exitCodes, exitOfReport, worstExit } from './exit-codes.ts';
import { detachedFrom, follow, orDetached } from './follow.ts';
import { listenForInterrupt } from './interrupt.ts';
import { findInventory } from './inventory-file.ts';
import { type Cli, print, say } from './io.ts';
import { openGateway } from './open-gateway.ts';
import { chooseResponder } from './responder.ts';
import { settingsOf } from './settings.ts';
import { boardText } from './view.ts';

interface Options {
  readonly config?: string;
  readonly as?: string;
  readonly input: boolean;
  readonly json?: boolean;
}

export function addWatch(program: Command, cli: Cli): void {
  program
    .command('watch <id>')
    .description('follow a response and answer its questions')
    .option('--config <file>', 'inventory that names the responders (default: ./firebreak.yaml)')
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
  const responders = async () => (await findInventory(io, options.config))?.inventory.responders ?? [];
  const who = async () => chooseResponder(io, options.as, await responders());
  const ask = io.interactive && options.input && options.json !== true;
  const interrupt = listenForInterrupt();
  const { signal } = interrupt;
  try {
    const result = await orDetached(
      follow(client, io, [id], { who, ask, ndjson: options.json === true, signal }),
      signal,
    );
    if (result === 'detached') {
      say(io, detachedFrom(id));
      cli.exitCode = exitCodes.detached;
      return;
    }
    if (options.json !== true) for (const shown of result) print(io, boardText(shown, io));
    cli.exitCode = worstExit(result.map(({ report }) => exitOfReport(report)));
  } finally {
    interrupt.release();
  }
}
