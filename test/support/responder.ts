/** Somebody who answers every question of an installation with the command a person would type. */
import type { OpenCheckpoint } from '../../domain/checkpoint.ts';
import type { Installation, Ran } from './installation.ts';

export async function openCheckpoints(firebreak: Installation): Promise<readonly OpenCheckpoint[]> {
  const list = JSON.parse((await firebreak.run('list', '--json')).stdout) as {
    incidents: { id: string; status: string }[];
  };
  const open = list.incidents.filter(({ status }) => status === 'open');
  const shown = await Promise.all(open.map(({ id }) => firebreak.run('show', id, '--json')));
  return shown.flatMap(({ stdout }) => (JSON.parse(stdout) as { checkpoints: OpenCheckpoint[] }).checkpoints);
}

/** Approves whatever opens until the response is over. */
export async function approveUntil(firebreak: Installation, response: Promise<Ran>): Promise<Ran> {
  const over = new AbortController();
  const ended = response.finally(() => over.abort());
  while (!over.signal.aborted) {
    for (const { id, digest } of await openCheckpoints(firebreak)) {
      await firebreak.run('decide', id, 'approve', '--as', 'ana', '--digest', digest);
    }
  }
  return ended;
}
