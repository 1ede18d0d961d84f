/** firebreak decide: a person's yes or no to one checkpoint. */
import { Argument, type Command } from 'commander';
import type { Answer } from '../domain/checkpoint.ts';
import { FirebreakError } from '../domain/errors.ts';
import type { GatewayClient } from './gateway-client.ts';
import { findInventory } from './inventory-file.ts';
import { type Cli, print, printJson, say } from './io.ts';
import { openGateway } from './open-gateway.ts';
import { chooseResponder } from './responder.ts';
import { settingsOf } from './settings.ts';
import { questionText } from './view.ts';

interface Options {
  readonly config?: string;
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
    .option('--config <file>', 'inventory that names the responders (default: ./firebreak.yaml)')
    .option('--json', 'result as one JSON line on stdout')
    .addHelpText(
      'before',
      [
        'Examples:',
        '  $ firebreak show amber-otter',
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
  const responders = (await findInventory(io, options.config))?.inventory.responders ?? [];
  const who = await chooseResponder(io, options.as, responders);
  const digest = options.digest ?? (await currentDigest(cli, client, checkpointId));
  const reason = options.reason ?? '';
  const reply = await client.decide(checkpointId, { who, answer, digest, reason, surface: 'terminal' });
  if (options.json === true) printJson(io, { checkpointId, who, answer, digest, ...reply });
  else
    print(
      io,
      `${reply.state}: ${who} answered ${answer} to ${checkpointId} (plan ${digest}); ${reply.approvals} of ${reply.quorum}`,
    );
}

/** Without `--digest` the answer is for the question as it stands now, which is shown first. */
async function currentDigest({ io }: Cli, client: GatewayClient, checkpointId: string): Promise<string> {
  const { checkpoints, report } = await client.show(incidentOf(checkpointId));
  const open = checkpoints.find((checkpoint) => checkpoint.id === checkpointId);
  if (open !== undefined) say(io, questionText(open, io));
  const digest = open?.digest ?? report.decisions.find((decision) => decision.checkpointId === checkpointId)?.digest;
  if (digest !== undefined) return digest;
  const ids = checkpoints.map((checkpoint) => checkpoint.id).join(', ') || 'none';
  throw new FirebreakError('ERR_CHECKPOINT_UNKNOWN', `there is no checkpoint ${checkpointId}; open ones: ${ids}`);
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
