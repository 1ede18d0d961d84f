import type { Result } from '../../domain/proof.ts';
import type { Exchange } from '../exchange.ts';

/** What does an answer that is not a success mean for the thing we wanted done? Our words, never the issuer's. */
export function resultFrom(id: string, exchange: Exchange): Result {
  if (exchange.state === 'unsent') {
    return { id, outcome: 'refused', reason: 'the issuer could not be reached; nothing was sent' };
  }
  if (exchange.state === 'lost') {
    return { id, outcome: 'unknown', reason: 'sent, and no answer came back; it may have been done' };
  }
  const { status } = exchange;
  if (status >= 500) return { id, outcome: 'unknown', reason: `the issuer answered ${status}; it may have been done` };
  if (status === 429) return { id, outcome: 'refused', reason: 'the issuer takes no more requests for now; not done' };
  if (status >= 400) return { id, outcome: 'refused', reason: `the issuer refused with status ${status}` };
  return { id, outcome: 'accepted', reason: `the issuer answered ${status}, which proves nothing` };
}
