/** The drill's scripted responder: reads each question and answers it with the command a person would type. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { OpenCheckpoint } from '../domain/checkpoint.ts';
import type { GatewayClient } from './gateway-client.ts';
import { type Cli, captured, say } from './io.ts';

/** Milliseconds between looks for new questions. */
const lookMs = 150;
const who = 'ben';

/** Approves every checkpoint that opens, in the order the steps finish, until the signal comes. */
export async function answerAll(
  cli: Cli,
  state: readonly string[],
  client: GatewayClient,
  signal: AbortSignal,
): Promise<void> {
  const answered = new Set<string>();
  while (!signal.aborted) {
    for (const checkpoint of await openCheckpoints(client)) {
      if (answered.has(checkpoint.id)) continue;
      answered.add(checkpoint.id);
      await approve(cli, state, checkpoint);
    }
    await sleep(lookMs, undefined, { signal }).catch(() => undefined);
  }
}

async function openCheckpoints(client: GatewayClient): Promise<readonly OpenCheckpoint[]> {
  const open = (await client.list()).filter(({ status }) => status === 'open');
  const shown = await Promise.all(open.map(({ id }) => client.show(id)));
  return shown.flatMap(({ checkpoints }) => checkpoints);
}

async function approve(cli: Cli, state: readonly string[], { id, digest }: OpenCheckpoint): Promise<void> {
  const words = [
    'decide',
    id,
    'approve',
    '--as',
    who,
    '--digest',
    digest,
    '--reason',
    'scripted responder of the drill',
  ];
  say(cli.io, `scripted responder: firebreak ${words.slice(0, 5).join(' ')}`);
  await cli.run([...state, ...words], captured(cli.io).io);
}
