import type { ActionQuery } from '../../domain/action.ts';
import type { Connector, ConnectorContext } from '../connector.ts';
import type { ConnectorKind } from '../kind.ts';
import { accept } from './postgres-accept.ts';
import { postgresClient } from './postgres-client.ts';
import { confirmConnections, endConnections, findConnections, perRole } from './postgres-connections.ts';
import { pullActions } from './postgres-log.ts';
import { fence, retire, unfence } from './postgres-login.ts';
import { grantGroup, revokeGroup } from './postgres-membership.ts';
import { operations } from './postgres-operations.ts';
import { type PostgresSettings, settings } from './postgres-schema.ts';
import { probe, seen } from './postgres-seen.ts';

/**
 * How does a PostgreSQL server accept a new pair, refuse an old one and let go of its sessions?
 * A pooler keeps sessions of its own: name the server here, and end the pooler's clients at the pooler.
 */
export const postgres: ConnectorKind<PostgresSettings> = { settings, create };

function create(given: PostgresSettings, context: ConnectorContext): Connector {
  const { group, jsonLog } = given;
  const { place, concurrency } = context;
  const client = postgresClient(given, context);
  return {
    operations,
    accept: (next, old) => accept(client, group, next, old),
    fence: (keyId) => fence(client, group, keyId),
    unfence: (keyId) => unfence(client, group, keyId),
    retire: (keyId) => retire(client, group, keyId),
    probe: (ref) => probe(client, ref),
    seen: (dependent, keyId, since) => seen(client, dependent, keyId, since),
    connections: {
      find: (query) => findConnections(client, place, query),
      brake: (holdings) => perRole(holdings, concurrency, (role) => revokeGroup(client, group, role)),
      release: (holdings) => perRole(holdings, concurrency, (role) => grantGroup(client, group, role)),
      end: (holdings) => endConnections(client, holdings, concurrency),
      confirm: (holdings) => confirmConnections(client, holdings),
    },
    ...(jsonLog === undefined ? {} : { pullActions: (query: ActionQuery) => pullActions(jsonLog, place, query) }),
    close: () => client.close(),
  };
}
