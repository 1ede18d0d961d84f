import { FirebreakError } from '../../domain/errors.ts';
import type { Holding } from '../../domain/holding.ts';
import type { Standing } from '../../domain/proof.ts';
import { bounded } from '../bounded.ts';
import type { Connector, ConnectorContext } from '../connector.ts';
import type { Exchange } from '../exchange.ts';
import type { ConnectorKind } from '../kind.ts';
import { originFrom } from '../origin.ts';
import { createSignedurlClient } from './signedurl-client.ts';
import { type SignedurlSettings, settings } from './signedurl-schema.ts';

/** Is a signed URL dead? Nobody can end one before its time: without `grants.end` it is a residual until it expires. */
function create(given: SignedurlSettings, context: ConnectorContext): Connector {
  const client = createSignedurlClient(given);
  const ask = async (holding: Holding): Promise<Standing> => {
    const url = await urlOf(context, holding);
    if (url === null)
      return unknowable(holding, 'its URL was never sealed for this installation, so it cannot be tried');
    if (!client.isOurs(url)) return unknowable(holding, 'its URL is not one of this server, so it was not tried');
    return standingFrom(holding, await client.get(url));
  };
  return {
    operations: {},
    origin: originFrom(given.url) ?? given.url,
    grants: { confirm: (holdings) => bounded(holdings, context.concurrency, ask) },
  };
}

async function urlOf({ secrets }: ConnectorContext, { secretRef }: Holding): Promise<string | null> {
  if (secretRef === undefined) return null;
  try {
    return (await secrets.open(secretRef)).trim();
  } catch (error) {
    if (error instanceof FirebreakError) return null;
    throw error;
  }
}

function standingFrom(holding: Holding, exchange: Exchange): Standing {
  const { id, diesAt } = holding;
  const hasExpired = diesAt !== undefined && Date.parse(diesAt) <= Date.now();
  if (exchange.state !== 'answered') return unknowable(holding, 'the server did not answer when the URL was tried');
  const { status } = exchange;
  // Google Cloud Storage answers 400 to an expired signature, others 401, 403 or 410.
  if (status === 401 || status === 403 || status === 410 || (status === 400 && hasExpired)) {
    const at = new Date().toISOString();
    return {
      id,
      state: 'ended',
      proof: { level: 'refused', at, how: `the server refuses the URL with status ${status}` },
    };
  }
  if (status === 404) return unknowable(holding, 'the file is not there; were it put back, the URL may open it again');
  if (status >= 400)
    return unknowable(holding, `the server answered ${status}, which does not say whether it honours the URL`);
  if (!hasExpired) return unknowable(holding, 'the server honours the URL, and a signature cannot be revoked');
  return { id, state: 'still-open', reason: 'the server honours the URL past the time it was said to expire' };
}

function unknowable({ id, diesAt }: Holding, reason: string): Standing {
  return { id, state: 'unknowable', reason, ...(diesAt === undefined ? {} : { diesAt }) };
}

export const signedurl: ConnectorKind<SignedurlSettings> = { settings, create };
