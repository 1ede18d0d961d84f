/** firebreak drill: a fleet of real agents loses its credential, and the user's own commands contain it. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { type Fleet, startFleet } from '../drill/fleet.ts';
import { ensureStack } from '../runtime/stack-ensure.ts';
import { parseCount } from './count.ts';
import { answerAll } from './drill-responder.ts';
import { concludeDrill, type DrillResult, exitOfDrill, resultText } from './drill-result.ts';
import { exitCodes } from './exit-codes.ts';
import { createGatewayClient, type GatewayClient } from './gateway-client.ts';
import { type Captured, type Cli, captured, type Io, print, printJson, say } from './io.ts';
import { readToken } from './open-gateway.ts';
import { settingsOf } from './settings.ts';
import { stackOptions } from './stack-options.ts';

interface Options {
  readonly sessions?: number;
  readonly hops?: number;
  readonly tokens?: number;
  readonly input: boolean;
  readonly json?: boolean;
}

export function addDrill(program: Command, cli: Cli): void {
  program
    .command('drill')
    .description('practise: leak a credential of a real fleet on this machine and contain it')
    .option('--sessions <n>', 'sessions of the leaked agent (default: 3)', parseCount)
    .option('--hops <n>', 'agents reached by handoffs (default: 2)', parseCount)
    .option('--tokens <n>', 'tokens the agent mints (default: 6)', parseCount)
    .option('--no-input', 'answer every checkpoint by a scripted responder, as without a terminal')
    .option('--json', 'result as one JSON line on stdout')
    .addHelpText(
      'before',
      'Examples:\n  $ firebreak drill\n  $ firebreak drill --sessions 20 --hops 5 --tokens 40 --json\n',
    )
    .action(async (_options: unknown, command: Command) => {
      await drill(cli, command, command.optsWithGlobals<Options>());
    });
}

async function drill(cli: Cli, command: Command, options: Options): Promise<void> {
  const { io } = cli;
  const { stateDir } = settingsOf(io, command);
  say(io, `DRILL: everything it starts is on this machine and under ${stateDir}`);
  const stack = await ensureStack(stackOptions(io, stateDir, undefined));
  if (stack.started) say(io, 'no stack was running: one was brought up for this drill');
  let fleet: Fleet | undefined;
  try {
    const state = ['--state', stateDir];
    fleet = await startPractice(cli, state, join(stateDir, 'drill'), options);
    const client = createGatewayClient(stack.gatewayUrl, await readToken(stack.tokenFile));
    const result = await contain(cli, state, client, fleet, options, join(stateDir, 'reports'));
    if (result) tell(cli, result, options.json === true);
  } finally {
    await fleet?.stop();
    await stack.stop();
  }
}

async function startPractice(cli: Cli, state: readonly string[], dir: string, options: Options): Promise<Fleet> {
  const { sessions, hops, tokens } = options;
  const scale = Object.fromEntries(Object.entries({ sessions, hops, tokens }).filter(([, n]) => n !== undefined));
  say(cli.io, 'starting the practice fleet: issuer, database, tools, agents, dependents, and an intruder');
  const recipient = (await must(cli, [...state, 'secret', 'recipient'])).trim();
  const fleet = await startFleet({ dir, recipient, ...scale });
  for (const { name, file } of fleet.secrets) await must(cli, [...state, 'secret', 'put', name, '--file', file]);
  fleet.forgetSecrets();
  return fleet;
}

/** Runs `firebreak respond` as a user would; undefined when the person at the terminal left. */
async function contain(
  cli: Cli,
  state: readonly string[],
  client: GatewayClient,
  fleet: Fleet,
  options: Options,
  reportsDir: string,
): Promise<DrillResult | undefined> {
  const { io } = cli;
  const scripted = !(io.interactive && options.input);
  if (scripted) say(io, 'no person is asked: a scripted responder answers through firebreak decide');
  const over = new AbortController();
  const answering = scripted ? answerAll(cli, state, client, over.signal) : Promise.resolve();
  const output: Captured = captured(io);
  const respond = ['respond', '--alert', fleet.reportFile, '--config', fleet.configYaml, '--json'];
  const words = [...state, ...respond, ...(scripted ? ['--no-input'] : ['--as', 'ana'])];
  const exit = await cli.run(words, output.io).finally(() => over.abort());
  await answering;
  cli.exitCode = exit;
  if (exit === exitCodes.detached)
    say(io, 'the drill ends here: its fleet is stopped, and so is the stack it brought up');
  if (exit === exitCodes.detached || output.text() === '') return undefined;
  await mkdir(reportsDir, { recursive: true, mode: 0o700 });
  return concludeDrill(client, fleet, output.text(), reportsDir);
}

function tell(cli: Cli, result: DrillResult, json: boolean): void {
  cli.exitCode = exitOfDrill(result, cli.exitCode);
  if (json) printJson(cli.io, result);
  else print(cli.io, resultText(result));
}

/** Output of a command that has to succeed. Its own error has been printed already when it does not. */
async function must(cli: Cli, words: readonly string[]): Promise<string> {
  const output = captured(quiet(cli.io));
  const exit = await cli.run(words, output.io);
  if (exit !== exitCodes.ok) throw new Error(`firebreak ${words.join(' ')} ended with ${exit}`);
  return output.text();
}

function quiet(io: Io): Io {
  return { ...io, stderr: captured(io).io.stdout };
}
