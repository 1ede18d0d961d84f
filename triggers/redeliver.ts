/** An answer that was stored while Temporal did not answer: told to the response again until it has heard it. */
import { listCheckpoints } from '../store/checkpoints.ts';
import { listDecisions } from '../store/decisions.ts';
import { type DecideDeps, noteOf } from './decide.ts';

/**
 * Every answer to every open question, once more. A response that has heard it already refuses it without a trace:
 * each answer is an update with an id of its own. What fails is tried at the next call.
 */
export async function redeliver(deps: Pick<DecideDeps, 'db' | 'responses'>): Promise<void> {
  for (const checkpoint of await listCheckpoints(deps.db, { state: 'open' })) {
    for (const decision of await listDecisions(deps.db, checkpoint.id)) {
      await deps.responses.deliver(checkpoint.incidentId, noteOf(decision)).catch(() => undefined);
    }
  }
}
