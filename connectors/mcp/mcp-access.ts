import type { Action, ActionPage, ActionQuery } from '../../domain/action.ts';
import type { Effect } from '../../domain/verb.ts';
import { readLogPage } from '../log-page.ts';
import { type Access, access, parsed } from './mcp-schema.ts';

/** What did agents ask the server for, by the access log in front of it? */
export function pullAccess(
  log: { readonly path: string; readonly place: string },
  query: ActionQuery,
  effects: ReadonlyMap<string, Effect>,
): Promise<ActionPage> {
  return readLogPage(log, query.mark, query.limit, (text, id) => {
    const line = parsed(access, text);
    if (line === undefined) return 'unreadable';
    const isWanted = query.keyIds.includes(line.keyId) || query.agents.includes(line.client);
    if (!isWanted || Date.parse(line.at) < Date.parse(query.since)) return 'skip';
    const event = eventOf(line, effects);
    if (event === undefined) return 'skip';
    const { at, client: agent, session, keyId } = line;
    return { id, at, place: log.place, agent, session, keyId, ...event };
  });
}

type Event = Pick<Action, 'kind' | 'effect' | 'target'>;

/** Methods of MCP 2025-11-25 that only look. */
const looking =
  /^(?:initialize|ping|(?:tools|prompts|resources|tasks|roots)\/(?:list|get|read|result|templates\/list))/;

function eventOf({ method, rpc, status }: Access, effects: ReadonlyMap<string, Effect>): Event | undefined {
  if (method === 'DELETE') return { kind: 'session.closed', effect: 'read', target: `session (${status})` };
  if (method !== 'POST' || rpc === 'ping' || rpc.startsWith('notifications/')) return undefined;
  if (status >= 400) return { kind: 'request.refused', effect: 'read', target: `${rpc} (${status})` };
  if (rpc.startsWith('initialize')) return { kind: 'session.opened', effect: 'read', target: 'session' };
  const tool = /^tools\/call:(.*)$/.exec(rpc)?.[1];
  if (tool !== undefined) return { kind: 'tool.called', effect: effects.get(tool) ?? 'reversible', target: tool };
  return { kind: 'request.answered', effect: looking.test(rpc) ? 'read' : 'reversible', target: rpc };
}
