/** Which commands are there? */
import { Command } from 'commander';
import { addClean } from './clean.ts';
import { addConfig } from './config-check.ts';
import { addDecide } from './decide.ts';
import { addDown } from './down.ts';
import type { Cli } from './io.ts';
import { addList } from './list.ts';
import { addReport } from './report.ts';
import { addRespond } from './respond.ts';
import { addRunbook } from './runbook.ts';
import { addSecret } from './secret.ts';
import { addShow } from './show.ts';
import { addUp } from './up.ts';
import { addVerify } from './verify.ts';
import { addWatch } from './watch.ts';

const examples = `Examples:
  $ firebreak up                                   run the stack
  $ firebreak respond --alert leak.json            contain what a scanner found
  $ firebreak decide CHECKPOINT approve            answer a question
  $ firebreak report amber-otter --format html     read what happened
`;

const exits = `
Exit codes: 0 contained or done, 1 error, 2 usage, 3 some doors stay open, 4 held for a human, 5 denied,
            7 verification failed, 9 not permitted, 130 detached by Ctrl-C
`;

export function createProgram(cli: Cli): Command {
  const program = new Command('firebreak')
    .description('Runs the response to a leaked AI-agent credential.')
    .option('--state <folder>', 'state folder (default: $XDG_STATE_HOME/firebreak)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => cli.io.stdout.write(text),
      writeErr: (text) => cli.io.stderr.write(text),
      outputError: () => undefined,
    })
    .addHelpText('before', examples)
    .addHelpText('after', exits);
  const commands = [addUp, addDown, addClean, addRespond, addDecide, addList, addShow, addWatch, addReport, addVerify];
  for (const add of [...commands, addSecret, addRunbook, addConfig]) add(program, cli);
  return program;
}
