/** firebreak respond: a scanner's report goes in, a response starts and is watched until it is over. */

import type { Command } from 'commander';
import { parseRunbook } from '../runbooks/parse.ts';
import { ensureStack } from '../runtime/stack-ensure.ts';
import { parseAlert } from '../triggers/parse-alert.ts';
import { exitCodes, exitOfReport, worstExit } from './exit-codes.ts';
import { detachedFrom, follow } from './follow.ts';
import { type AlertRequest, createGatewayClient, type GatewayClient, type StartedIncident } from './gateway-client.ts';
import { listenForInterrupt } from './interrupt.ts';
import { findInventory, type InventoryFile } from './inventory-file.ts';
import { type Cli, type Io, print, printJson, say } from './io.ts';
import { openGateway, readToken } from './open-gateway.ts';
import { printBoards } from './print-boards.ts';
import { readNamed } from './read-file.ts';
import { settingsOf } from './settings.ts';
import { stackOptions } from './stack-options.ts';
import { boardText } from './view.ts';

interface Options {
  readonly alert: string;
  readonly config?: string;
  readonly runbook?: string;
  readonly as?: string;
  readonly wait: boolean;
  readonly input: boolean;
  readonly json?: boolean;
}

export function addRespond(program: Command, cli: Cli): void {
  program
    .command('respond')
    .description('contain the credentials a scanner found')
    .requiredOption('--alert <file>', 'gitleaks JSON report, or - for standard input')
    .option('--config <file>', 'inventory (default: ./firebreak.yaml, else the one the stack was started with)')
    .option('--runbook <file>', 'runbook (default: the built-in leaked-agent-credential)')
    .option('--as <responder>', 'who answers questions at this terminal')
    .option('--no-wait', 'start the response and return')
    .option('--no-input', 'never ask at this terminal; answer with firebreak decide')
    .option('--json', 'result as one JSON line on stdout')
    .addHelpText(
      'before',
      [
        'Examples:',
        '  $ firebreak respond --alert leak.json',
        '  $ firebreak respond --alert leak.json --config firebreak.yaml --no-wait --json',
        '  $ gitleaks git --report-format json --report-path - | firebreak respond --alert -',
        '',
      ].join('\n'),
    )
    .action(async (_options: unknown, command: Command) => {
      await respond(cli, command, command.optsWithGlobals<Options>());
    });
}

async function respond(cli: Cli, command: Command, options: Options): Promise<void> {
  const { io } = cli;
  const inventory = await findInventory(io, options.config);
  const alert = await readAlert(io, options, inventory);
  const interrupt = listenForInterrupt();
  const { signal } = interrupt;
  try {
    await onStack(io, command, options, inventory, signal, async (client, ownStack) => {
      const started = await client.sendAlert(alert);
      for (const one of started) say(io, startedText(one));
      if (!options.wait) return printStarted(io, started, options.json === true);
      await watch(cli, client, started, { options, signal, ownStack });
    });
  } catch (error) {
    if (!signal.aborted) throw error;
    say(io, 'interrupted while the stack came up: nothing was started');
    cli.exitCode = exitCodes.detached;
  } finally {
    interrupt.release();
  }
}

/** Everything that can be wrong with the files is found before anything is started. */
async function readAlert(io: Io, options: Options, inventory: InventoryFile | undefined): Promise<AlertRequest> {
  const report = await readNamed(io, options.alert, 'a gitleaks JSON report');
  parseAlert('gitleaks', report.text);
  const runbook = options.runbook === undefined ? undefined : await readNamed(io, options.runbook, 'a runbook');
  if (runbook !== undefined) parseRunbook(runbook.text, runbook.file);
  return {
    source: 'gitleaks',
    report: report.text,
    reportedBy: io.env['USER'] ?? io.env['LOGNAME'] ?? 'unknown',
    ...(inventory === undefined ? {} : { config: inventory.text, configFile: inventory.file }),
    ...(runbook === undefined ? {} : { runbook: runbook.text, runbookFile: runbook.file }),
  };
}

/** Works on the running stack, or on one for this command. A response nobody waits for needs a stack that stays. */
async function onStack(
  io: Io,
  command: Command,
  options: Options,
  inventory: InventoryFile | undefined,
  signal: AbortSignal,
  work: (client: GatewayClient, ownStack: boolean) => Promise<void>,
): Promise<void> {
  const { stateDir } = settingsOf(io, command);
  if (!options.wait) return work(await openGateway(stateDir), false);
  const stack = await ensureStack({ ...stackOptions(io, stateDir, inventory?.file), signal });
  try {
    if (stack.started) say(io, 'no stack was running: one was brought up for this command');
    await work(createGatewayClient(stack.gatewayUrl, await readToken(stack.tokenFile)), stack.started);
  } finally {
    if (stack.started) say(io, 'stopping the stack that was brought up for this command');
    await stack.stop();
  }
}

interface WatchOptions {
  readonly options: Options;
  readonly signal: AbortSignal;
  readonly ownStack: boolean;
}

async function watch(
  cli: Cli,
  client: GatewayClient,
  started: readonly StartedIncident[],
  { options, signal, ownStack }: WatchOptions,
): Promise<void> {
  const { io } = cli;
  const ids = started.map((one) => one.incidentId);
  const ask = io.interactive && options.input;
  const result = await follow(client, io, ids, { as: options.as, ask, ndjson: false, signal });
  if (result === 'detached') {
    say(io, ownStack ? detachedWithStack : detachedFrom(started[0]?.codename ?? 'ID'));
    cli.exitCode = exitCodes.detached;
    return;
  }
  cli.exitCode = worstExit(result.map(({ report }) => exitOfReport(report)));
  if (options.json !== true) return printBoards(io, result);
  for (const shown of result) say(io, boardText(shown, io.colors.stderr));
  printJson(io, { incidents: started, reports: result.map(({ report }) => report) });
}

const detachedWithStack = 'detached: the response is stored and its brakes stay on; firebreak up goes on with it';

function printStarted(io: Io, started: readonly StartedIncident[], json: boolean): void {
  if (json) return printJson(io, { incidents: started });
  for (const one of started) print(io, one.incidentId);
}

function startedText({ codename, incidentId, credential, joined, verdict }: StartedIncident): string {
  const how = joined ? 'was reported before and is joined' : 'opened';
  return `incident ${codename} (${incidentId}) for credential ${credential} ${verdict ? `is over: ${verdict}` : how}`;
}
