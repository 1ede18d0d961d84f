/** Which commands are there? */
import { Command } from 'commander';
import type { Cli } from './io.ts';
import { version } from './version.ts';

type Add = (program: Command, cli: Cli) => void;

/** In the order of the help. Only what was asked for is loaded: the first word must appear at once. */
const commands: Readonly<Record<string, () => Promise<Add>>> = {
  drill: async () => (await import('./drill.ts')).addDrill,
  up: async () => (await import('./up.ts')).addUp,
  down: async () => (await import('./down.ts')).addDown,
  clean: async () => (await import('./clean.ts')).addClean,
  respond: async () => (await import('./respond.ts')).addRespond,
  decide: async () => (await import('./decide.ts')).addDecide,
  list: async () => (await import('./list.ts')).addList,
  show: async () => (await import('./show.ts')).addShow,
  watch: async () => (await import('./watch.ts')).addWatch,
  report: async () => (await import('./report.ts')).addReport,
  verify: async () => (await import('./verify.ts')).addVerify,
  secret: async () => (await import('./secret.ts')).addSecret,
  runbook: async () => (await import('./runbook.ts')).addRunbook,
  config: async () => (await import('./config-check.ts')).addConfig,
};

const examples = `Examples:
  $ firebreak drill                                practise on a fleet of its own
  $ firebreak up                                   run the stack
  $ firebreak respond --alert leak.json            contain what a scanner found
  $ firebreak decide CHECKPOINT approve            answer a question
  $ firebreak report amber-otter --format html     read what happened
`;

const exits = `
Exit codes: 0 contained or done, 1 error, 2 usage, 3 some doors stay open, 4 held for a human, 5 denied,
            7 verification failed, 9 not permitted, 130 detached by Ctrl-C
`;

/** `words` decide which commands are loaded; without a command among them, all are. */
export async function createProgram(cli: Cli, words: readonly string[] = []): Promise<Command> {
  const program = new Command('firebreak')
    .description('Runs the response to a leaked AI-agent credential.')
    .version(version(), '--version')
    .option('--state <folder>', 'state folder (default: $XDG_STATE_HOME/firebreak)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => cli.io.stdout.write(text),
      writeErr: (text) => cli.io.stderr.write(text),
      outputError: () => undefined,
    })
    .addHelpText('before', examples)
    .addHelpText('after', exits);
  const named = Object.keys(commands).filter((name) => words.includes(name));
  for (const name of named.length === 0 ? Object.keys(commands) : named) (await commands[name]?.())?.(program, cli);
  return program;
}
