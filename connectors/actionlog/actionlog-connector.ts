import type { Handoff } from '../../domain/action.ts';
import type { Connector, ConnectorContext } from '../connector.ts';
import type { ConnectorKind } from '../kind.ts';
import { createGrantKeeper } from '../sealed-grant.ts';
import { pullPage } from './actionlog-actions.ts';
import { type Entry, followLog, isSince } from './actionlog-client.ts';
import { findGrants } from './actionlog-grants.ts';
import { type ActionlogSettings, settings } from './actionlog-schema.ts';

/** What did an agent do, whom did it brief and what did it mint, by its own log? Reads only; changes nothing. */
function create({ path }: ActionlogSettings, context: ConnectorContext): Connector {
  const entries = followLog(path);
  const keep = createGrantKeeper(context);
  return {
    operations: {},
    grants: { find: async (query) => findGrants(await entries(), query, keep, context.concurrency) },
    pullActions: (query) => pullPage({ path, place: context.place }, query),
    findHandoffs: async (sessions, since) => {
      const wanted = new Set(sessions);
      return (await entries())
        .filter(({ session, writtenAt }) => wanted.has(session) && isSince(writtenAt, since))
        .flatMap((entry) => handoffFrom(entry, context.place));
    },
  };
}

function handoffFrom({ kind, handoff, at, agent, session, lineId }: Entry, place: string): readonly Handoff[] {
  if (kind !== 'brief.handed' || handoff === undefined) return [];
  return [{ id: `${place}#${lineId}`, at, fromAgent: agent, fromSession: session, ...handoff }];
}

export const actionlog: ConnectorKind<ActionlogSettings> = { settings, create };
