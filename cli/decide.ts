/** firebreak decide: a person's yes or no to one checkpoint. */
import { Argument, type Command } from 'commander';
import type { Answer } from '../domain/checkpoint.ts';
import { FirebreakError } from '../domain/errors.ts';
import { listNames } from '../runbooks/nearest.ts';
import type { Shown } from './gateway-client.ts';
import { type Cli, type Io, print, printJson, say } from './io.ts';
import { openGateway } from './open-gateway.ts';
import { chooseResponder } from './responder.ts';
import { settingsOf } from './settings.ts';
import { questionText } from './view.ts';

interface Options {
  readonly as?: string;
  readonly reason?: string;
  readonly digest?: string;
  readonly json?: boolean;
}

export function addDecide(program: Command, cli: Cli): void {
  program
    .command('decide <checkpoint>')
    .description('answer a checkpoint')
    .addArgument(new Argument('<answer>', 'what to answer').choices(['approve', 'deny']))
    .option('--reason <text>', 'why; kept in the ledger')
    .option('--as <responder>', 'who answers (default: the only responder, or the one named like the login)')
    .option('--digest <digest>', 'plan this answer is for; refused when the plan has moved')
    .option('--json', 'result as one JSON line on stdout')
    .addHelpText(
      'before',
      [
        'Examples:',
        '  $ firebreak decide chk_0123456789ab_rotate_1 approve --digest 0f1e2d3c4b5a6978',
        '  $ firebreak decide chk_0123456789ab_rotate_1 deny --reason "false alarm" --as ana',
        '',
      ].join('\n'),
    )
    .action(async (checkpoint: string, answer: Answer, _options: unknown, command: Command) => {
      await decide(cli, checkpoint, answer, command);
    });
}

async function decide(cli: Cli, checkpointId: string, answer: Answer, command: Command): Promise<void> {
  const { io } = cli;
  const options = command.optsWithGlobals<Options>();
  const client = await openGateway(settingsOf(io, command).stateDir);
  const shown = await client.show(incidentOf(checkpointId));
  const digest = options.digest ?? currentDigest(io, shown, checkpointId);
  const who = await chooseResponder(io, options.as, shown.responders);
  const reason = options.reason ?? '';
  const reply = await client.decide(checkpointId, { who, answer, digest, reason, surface: 'terminal' });
  if (options.json === true) return printJson(io, { checkpointId, who, answer, digest, ...reply });
  print(
    io,
    `${reply.state}: ${who} says ${answer} to ${checkpointId} (plan ${digest}), ${reply.approvals} of ${reply.quorum}`,
  );
}

/** Without `--digest` the answer is for the question as it stands now, which is shown first. */
function currentDigest(io: Io, shown: Shown, checkpointId: string): string {
  const open = shown.checkpoints.find((checkpoint) => checkpoint.id === checkpointId);
  if (open !== undefined) say(io, questionText(open, shown, io.colors.stderr));
  const asked = shown.report.decisions.find((decision) => decision.checkpointId === checkpointId);
  const digest = open?.digest ?? asked?.digest;
  if (digest !== undefined) return digest;
  const ids = shown.checkpoints.map((checkpoint) => checkpoint.id);
  const text = `there is no checkpoint ${checkpointId}; open ones: ${listNames(ids)}`;
  throw new FirebreakError('ERR_CHECKPOINT_UNKNOWN', text);
}

/** `chk_<incident digits>_<verb>_<n>` belongs to `inc_<incident digits>`. */
function incidentOf(checkpointId: string): string {
  const digits = /^chk_([0-9a-f]+)_[a-z]+_\d+$/.exec(checkpointId)?.[1];
  if (digits !== undefined) return `inc_${digits}`;
  throw new FirebreakError(
    'ERR_USAGE',
    'the first argument is no checkpoint id; expected chk_DIGITS_VERB_N, as firebreak show prints it',
  );
}
