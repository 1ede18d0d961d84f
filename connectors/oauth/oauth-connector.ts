import type { Connector, ConnectorContext, Operation, OperationSpec } from '../connector.ts';
import type { ConnectorKind } from '../kind.ts';
import { originFrom } from '../origin.ts';
import { createOauthClient, type OauthClient } from './oauth-client.ts';
import { createFence } from './oauth-fence.ts';
import { createGrants } from './oauth-grants.ts';
import { createIssuanceLog } from './oauth-log.ts';
import { createMinter } from './oauth-minter.ts';
import { oauthOperations } from './oauth-operations.ts';
import { probePair } from './oauth-probe.ts';
import { createRegistrations, type Registrations } from './oauth-registration.ts';
import { removeClient } from './oauth-retire.ts';
import { type OauthSettings, pair, parsed, settings } from './oauth-schema.ts';

/** What can be done at an OAuth 2.0 or OpenID Connect issuer, given what the inventory says of it? */
function create(given: OauthSettings, context: ConnectorContext): Connector {
  const client = createOauthClient(given);
  const prefix = given.registrationTokens;
  const registrations = prefix === undefined ? undefined : createRegistrations(client, context.secrets, prefix);
  const connector: Part = {
    ...probing(client, context),
    ...(registrations && managed(client, registrations)),
    ...(registrations && minting(given, client, context, registrations)),
    ...logged(given, client, context, registrations),
  };
  return { ...connector, origin: originFrom(given.url) ?? given.url, operations: declared(connector) };
}

type Part = Omit<Connector, 'operations'>;

function probing(client: OauthClient, { secrets }: ConnectorContext): Part {
  return {
    probe: async (ref) => {
      const opened = parsed(pair, await secrets.open(ref));
      if (opened === null) return { state: 'unknown', reason: 'what is sealed under its reference is not a pair' };
      return probePair(client, opened);
    },
  };
}

function managed(client: OauthClient, registrations: Registrations): Part {
  return { ...createFence(client, registrations), retire: (keyId) => removeClient(client, registrations, keyId) };
}

function minting(
  { initialAccessToken, registrationTokens: prefix }: OauthSettings,
  client: OauthClient,
  { secrets }: ConnectorContext,
  registrations: Registrations,
): Part {
  if (initialAccessToken === undefined || prefix === undefined) return {};
  return { minter: createMinter({ client, secrets, registrations, initialAccessToken, prefix }) };
}

function logged(
  { admin, issuanceLog }: OauthSettings,
  client: OauthClient,
  context: ConnectorContext,
  registrations: Registrations | undefined,
): Part {
  const log = issuanceLog === undefined ? undefined : createIssuanceLog(issuanceLog, context);
  const owners = registrations === undefined ? {} : { registrations };
  const ending = admin === undefined ? {} : createGrants({ client, context, admin, ...owners });
  return {
    grants: { ...(log && { find: log.find }), ...ending },
    ...(log && { seen: log.seen, pullActions: log.pullActions }),
  };
}

function declared(connector: Part): Partial<Record<Operation, OperationSpec>> {
  const { mint, fence, unfence, retire, probe, seen } = oauthOperations;
  return {
    probe,
    ...(connector.minter && { mint }),
    ...(connector.retire && { fence, unfence, retire }),
    ...(connector.seen && { seen }),
    ...(connector.grants?.end && { 'grants.end': oauthOperations['grants.end'] }),
  } satisfies Partial<Record<Operation, OperationSpec>>;
}

export const oauth: ConnectorKind<OauthSettings> = { settings, create };
