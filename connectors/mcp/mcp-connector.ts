import type { ActionQuery } from '../../domain/action.ts';
import type { HoldingQuery } from '../../domain/holding.ts';
import type { Connector, ConnectorContext, DependentRef } from '../connector.ts';
import { createCaller } from '../exchange.ts';
import type { ConnectorKind } from '../kind.ts';
import { createLogFollower, type LogFollower } from '../log-follower.ts';
import { originFrom } from '../origin.ts';
import { pullAccess } from './mcp-access.ts';
import { type Admin, admin, openPair } from './mcp-admin.ts';
import { mcpClient } from './mcp-client.ts';
import { confirmSessions, endSessions, type McpServer } from './mcp-connections.ts';
import { operations } from './mcp-operations.ts';
import { probePair } from './mcp-probe.ts';
import { type Access, type McpSettings, settings } from './mcp-schema.ts';
import { openSessions, readAccess, seenIn, sessionsFrom } from './mcp-sessions.ts';
import { tokenSource } from './mcp-token.ts';

/** How does an MCP server (dialects up to 2025-11-25) let go of the sessions a key id holds? */
export const mcp: ConnectorKind<McpSettings> = { settings, create };

function create(given: McpSettings, context: ConnectorContext): Connector {
  const { timeoutMs, accessLog } = given;
  const call = createCaller({ timeoutMs, patienceMs: 3 * timeoutMs });
  const client = mcpClient(call, given);
  const tokens = tokenSource(call, given.issuer);
  const own = admin(given, context, tokens);
  const lines = accessLog === undefined ? undefined : createLogFollower(accessLog, readAccess);
  const server: McpServer = { client, admin: own, concurrency: context.concurrency, ...shownBy(lines, own) };
  const reading = accessLog === undefined || lines === undefined ? undefined : logged(given, accessLog, lines, context);
  return {
    operations: operations(reading !== undefined),
    origin: originFrom(given.url) ?? given.url,
    probe: async (ref) => probePair(client, tokens, await openPair(context, ref)),
    connections: {
      ...reading?.connections,
      end: (holdings) => endSessions(server, holdings),
      confirm: (holdings) => confirmSessions(server, holdings),
    },
    ...reading?.rest,
  };
}

/** What can only be known from the access log. */
function logged(given: McpSettings, path: string, lines: LogFollower<Access>, { place }: ConnectorContext) {
  const effects = new Map(Object.entries(given.effects));
  return {
    connections: { find: async (query: HoldingQuery) => openSessions(place, await lines(), query) },
    rest: {
      seen: async (dependent: DependentRef, keyId: string, since: string) =>
        seenIn(await lines(), dependent, keyId, since),
      pullActions: (query: ActionQuery) => pullAccess({ path, place }, query, effects),
    },
  };
}

/** Remembered from our own closes, or read from the log. Without a log there is nothing to doubt it by. */
function shownBy(lines: LogFollower<Access> | undefined, own: Admin): Pick<McpServer, 'shown' | 'showsOthers'> {
  let isShown = lines === undefined;
  return {
    shown: () => {
      isShown = true;
    },
    showsOthers: async () => {
      if (isShown || lines === undefined) return true;
      const keyId = await own.keyId();
      isShown = sessionsFrom(await lines()).some(({ opener, keyIds }) => opener !== keyId && keyIds.has(keyId));
      return isShown;
    },
  };
}
