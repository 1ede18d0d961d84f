/** How does a checkpoint get its answer from this terminal? Asks, sends, and tells what became of it. */
import type { OpenCheckpoint } from '../domain/checkpoint.ts';
import { FirebreakError } from '../domain/errors.ts';
import { askCheckpoint } from './ask-checkpoint.ts';
import type { GatewayClient, Shown } from './gateway-client.ts';
import { type Io, say } from './io.ts';
import { printError } from './print-error.ts';
import { chooseResponder } from './responder.ts';
import { questionText } from './view.ts';

export interface Asker {
  readonly client: GatewayClient;
  readonly io: Io;
  /** `--as`; remembered once it was asked for. */
  as: string | undefined;
}

/** True when the question should be put again: the answer did not get through. */
export async function putQuestion(asker: Asker, checkpoint: OpenCheckpoint, shown: Shown): Promise<boolean> {
  const { client, io } = asker;
  const later = `firebreak decide ${checkpoint.id} approve|deny`;
  say(io, questionText(checkpoint, shown, io.colors.stderr));
  asker.as = await chooseResponder(io, asker.as, shown.responders);
  const answer = await askCheckpoint(io, async () => {
    const { checkpoints } = await client.show(checkpoint.incidentId);
    return checkpoints.some(({ id }) => id === checkpoint.id);
  });
  if (answer === 'gone') say(io, 'this question is answered, expired or was replaced meanwhile');
  if (answer === 'later') say(io, `left open; brakes stay on. Answer with: ${later}`);
  if (typeof answer === 'string') return false;
  return send(asker, checkpoint, { ...answer, who: asker.as });
}

async function send(
  { client, io }: Asker,
  checkpoint: OpenCheckpoint,
  given: { readonly answer: 'approve' | 'deny'; readonly reason: string; readonly who: string },
): Promise<boolean> {
  try {
    const { state } = await client.decide(checkpoint.id, { ...given, digest: checkpoint.digest, surface: 'terminal' });
    say(io, state === 'collecting' ? 'recorded; more people must approve' : `recorded: ${state} by ${given.who}`);
    return false;
  } catch (error) {
    if (!(error instanceof FirebreakError)) throw error;
    printError(io, error, false);
    return error.code === 'ERR_TEMPORAL_DOWN';
  }
}
