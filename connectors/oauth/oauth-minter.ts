import { z } from 'zod';
import { FirebreakError } from '../../domain/errors.ts';
import type { Minted, Minter, Secrets } from '../connector.ts';
import type { Exchange } from '../exchange.ts';
import type { OauthClient } from './oauth-client.ts';
import { type Registrations, secretSegment, writable } from './oauth-registration.ts';
import { removeClient } from './oauth-retire.ts';
import { type ClientInformation, clientInformation, pair, parsed } from './oauth-schema.ts';

/** What became of a registration, sealed before it is sent: an issuer has no list of clients to look a tag up in. */
const intent = z.discriminatedUnion('state', [
  z.object({ state: z.literal('sent') }),
  z.object({ state: z.literal('minted'), keyId: z.string(), ref: z.string() }),
  z.object({ state: z.literal('void') }),
]);

type Intent = z.output<typeof intent>;

export interface MinterSetup {
  readonly client: OauthClient;
  readonly secrets: Secrets;
  readonly registrations: Registrations;
  readonly initialAccessToken: string;
  readonly prefix: string;
}

/** How is a new client registered with the old one's metadata (RFC 7591), so that no reply can be lost unnoticed? */
export function createMinter(setup: MinterSetup): Minter {
  const { client, secrets, registrations } = setup;
  const intentName = (tag: string) => `${setup.prefix}/minting/${tag.split('/').map(secretSegment).join('/')}`;
  const readIntent = async (tag: string): Promise<Intent | null> =>
    parsed(intent, await openOr(secrets, intentName(tag), ''));
  const writeIntent = (tag: string, next: Intent) => secrets.seal(intentName(tag), JSON.stringify(next));

  return {
    mint: async (old, tag, ref) => {
      const known = await readIntent(tag);
      if (known?.state === 'minted') return repeated(secrets, known);
      if (known?.state === 'sent') throw lost(tag);
      const metadata = await metadataOf(registrations, old.keyId);
      const token = (await secrets.open(setup.initialAccessToken)).trim();
      const endpoint = await client.endpoint('registration_endpoint');
      await writeIntent(tag, { state: 'sent' });
      const exchange = await client.manage('POST', endpoint, token, { ...metadata, client_name: tag });
      if (isRefusal(exchange)) await writeIntent(tag, { state: 'void' });
      const { client_id: keyId, client_secret: secret, ...rest } = registered(exchange, tag);
      // The registration first: whatever breaks after it, the client can be found again and removed.
      await registrations.keep(keyId, { ...rest, client_id: keyId, client_secret: secret });
      await writeIntent(tag, { state: 'minted', keyId, ref });
      if (secret === undefined) throw secretless();
      await secrets.seal(ref, JSON.stringify({ keyId, secret }));
      return { keyId, ref };
    },
    /** Clients whose id is known here. After a lost reply the id is known to the issuer alone: then this is empty. */
    findMinted: async (tag) => {
      const known = await readIntent(tag);
      return known?.state === 'minted' ? [{ keyId: known.keyId }] : [];
    },
    discard: (keyId) => removeClient(client, registrations, keyId),
  };
}

async function repeated(secrets: Secrets, { keyId, ref }: { keyId: string; ref: string }): Promise<Minted> {
  if (parsed(pair, await openOr(secrets, ref, ''))?.keyId === keyId) return { keyId, ref };
  throw new FirebreakError(
    'ERR_PROVIDER_ANSWER',
    `The client ${keyId} was registered but its secret was not sealed; discard it and mint under a new tag.`,
  );
}

/** Asked for first: the error for a missing name looks for the nearest among all, which takes seconds in a large store. */
async function openOr(secrets: Secrets, name: string, otherwise: string): Promise<string> {
  return (await secrets.has(name)) ? secrets.open(name) : otherwise;
}

/** The new client may do what the old one may; identity, secret and fence are not copied. */
async function metadataOf(registrations: Registrations, keyId: string): Promise<Record<string, unknown>> {
  const reading = await registrations.read(keyId);
  const found = reading.state === 'failed' ? undefined : reading.registration.metadata;
  if (found === undefined) {
    throw new FirebreakError(
      'ERR_PROVIDER_REFUSED',
      `The issuer did not show the registration of ${keyId}, so no client like it was made; check its registration access token.`,
    );
  }
  const { client_id: _id, client_secret: _secret, ...metadata } = writable(found);
  return metadata;
}

function isRefusal(exchange: Exchange): boolean {
  return (
    exchange.state === 'unsent' || (exchange.state === 'answered' && exchange.status >= 400 && exchange.status < 500)
  );
}

function registered(exchange: Exchange, tag: string): ClientInformation {
  if (exchange.state === 'unsent') {
    throw new FirebreakError('ERR_PROVIDER_UNREACHABLE', 'The issuer could not be reached; no client was registered.');
  }
  if (exchange.state === 'lost' || exchange.status >= 500) throw lost(tag);
  if (exchange.status >= 400) {
    throw new FirebreakError(
      'ERR_PROVIDER_REFUSED',
      `The issuer refused the registration with status ${exchange.status}; expected 201. Check the initial access token.`,
    );
  }
  const found = parsed(clientInformation, exchange.text);
  if (found === null) throw lost(tag);
  return found;
}

function lost(tag: string): FirebreakError {
  return new FirebreakError(
    'ERR_OUTCOME_UNKNOWN',
    `A registration was sent and its answer was lost, and issuers keep no list to look it up in: a client named ${tag} ` +
      'may exist there with a secret nobody received. Ask the issuer to remove it, and mint under a new tag.',
  );
}

function secretless(): FirebreakError {
  return new FirebreakError(
    'ERR_PROVIDER_ANSWER',
    'The issuer registered a client without a secret; expected one, as the old client has. Discard it.',
  );
}
