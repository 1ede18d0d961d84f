/** firebreak up: the whole stack in the foreground, until Ctrl-C. */
import type { Command } from 'commander';
import { upStack } from '../runtime/stack-up.ts';
import { exitCodes } from './exit-codes.ts';
import { listenForInterrupt } from './interrupt.ts';
import { findInventory } from './inventory-file.ts';
import { type Cli, print, printJson, say } from './io.ts';
import { parsePort } from './port.ts';
import { settingsOf } from './settings.ts';
import { stackOptions } from './stack-options.ts';

interface Options {
  readonly config?: string;
  readonly port?: number;
  readonly json?: boolean;
}

export function addUp(program: Command, cli: Cli): void {
  program
    .command('up')
    .description('run Temporal, PostgreSQL, worker and gateway in the foreground')
    .option('--config <file>', 'inventory for alerts that bring none (default: ./firebreak.yaml)')
    .option('--port <port>', 'port of the gateway (default: any free one)', parsePort)
    .option('--json', 'where everything listens, as one JSON line on stdout')
    .addHelpText('before', 'Examples:\n  $ firebreak up\n  $ firebreak up --state /var/lib/firebreak --port 7780\n')
    .action(async (_options: unknown, command: Command) => {
      await up(cli, command, command.optsWithGlobals<Options>());
    });
}

async function up(cli: Cli, command: Command, options: Options): Promise<void> {
  const { io } = cli;
  const inventory = await findInventory(io, options.config);
  const interrupt = listenForInterrupt();
  const { signal } = interrupt;
  try {
    const base = stackOptions(io, settingsOf(io, command).stateDir, inventory?.file);
    const stack = await upStack({
      ...base,
      signal,
      ...(options.port === undefined ? {} : { gatewayPort: options.port }),
    });
    const { temporalAddress, database } = stack.record;
    const state = stack.state.dir;
    if (options.json === true) printJson(io, { gateway: stack.gatewayUrl, temporal: temporalAddress, database, state });
    else
      print(
        io,
        `gateway   ${stack.gatewayUrl}\ntemporal  ${temporalAddress}\ndatabase  ${database}\nstate     ${state}`,
      );
    say(io, 'Ctrl-C stops all four in order; running responses go on with the next firebreak up');
    await aborted(signal);
    await stack.stop();
    say(io, 'stopped');
  } catch (error) {
    if (!signal.aborted) throw error;
    say(io, 'interrupted; what had come up was stopped again');
    cli.exitCode = exitCodes.detached;
  } finally {
    interrupt.release();
  }
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
