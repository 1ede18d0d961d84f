import type { Holding, HoldingQuery } from '../../domain/holding.ts';
import type { DependentRef, Seen } from '../connector.ts';
import { type Access, access, parsed } from './mcp-schema.ts';

/** Which sessions does the access log know, who used them, and which are not known to have ended? */
export interface LoggedSession {
  readonly id: string;
  readonly openedAt: string;
  readonly opener: string;
  /** Key ids and clients the server answered in this session, closing it included. */
  readonly keyIds: ReadonlySet<string>;
  readonly clients: ReadonlySet<string>;
  readonly ended: boolean;
}

export function readAccess(text: string): Access | null {
  return parsed(access, text) ?? null;
}

export function sessionsFrom(lines: readonly Access[]): readonly LoggedSession[] {
  const sessions = new Map<string, LoggedSession>();
  for (const line of lines) {
    if (line.session === '') continue;
    const next = followed(sessions.get(line.session), line);
    if (next !== undefined) sessions.set(line.session, next);
  }
  return [...sessions.values()];
}

/** A POST answered after the close is a session that lives on; a GET's line may only have been late. */
function followed(before: LoggedSession | undefined, line: Access): LoggedSession | undefined {
  if (line.status === 404) return before && { ...before, ended: true };
  if (!isSuccess(line)) return before;
  const known = before ?? opened(line);
  const { keyIds, clients } = known;
  const ended = line.method === 'DELETE' || (line.method !== 'POST' && known.ended);
  return { ...known, ended, keyIds: withItem(keyIds, line.keyId), clients: withItem(clients, line.client) };
}

/** A set is copied only when it grows: a busy session has as many lines as requests. */
function withItem(items: ReadonlySet<string>, item: string): ReadonlySet<string> {
  return items.has(item) ? items : new Set([...items, item]);
}

function opened({ session, at, keyId }: Access): LoggedSession {
  return { id: session, openedAt: at, opener: keyId, keyIds: new Set(), clients: new Set(), ended: false };
}

function isSuccess({ status }: Access): boolean {
  return status >= 200 && status < 300;
}

export function openSessions(place: string, lines: readonly Access[], query: HoldingQuery): readonly Holding[] {
  return sessionsFrom(lines)
    .filter(({ ended }) => !ended)
    .flatMap((session) => {
      const keyId = query.keyIds.find((wanted) => session.keyIds.has(wanted));
      const agent = query.agents.find((wanted) => session.clients.has(wanted));
      return keyId === undefined && agent === undefined ? [] : [holdingOf(place, session, keyId, agent)];
    });
}

function holdingOf(place: string, session: LoggedSession, keyId = session.opener, agent?: string): Holding {
  const user = agent ?? session.clients.values().next().value ?? keyId;
  return {
    id: `${place}#${session.id}`,
    kind: 'connection',
    place,
    name: `MCP session ${session.id.slice(0, 8)} of ${user}`,
    keyId,
    ...(agent === undefined ? {} : { agent }),
    openedAt: new Date(session.openedAt).toISOString(),
    locator: { session: session.id },
  };
}

/** A client chooses its own name: this shows which key id the dependent's name was used with, and answered. */
export function seenIn(lines: readonly Access[], dependent: DependentRef, keyId: string, since: string): Seen {
  const recent = lines.filter(
    (line) => line.client === dependent.id && isSuccess(line) && Date.parse(line.at) >= Date.parse(since),
  );
  if (recent.some((line) => line.keyId === keyId)) {
    const at = new Date().toISOString();
    return { state: 'seen', keyId, proof: { level: 'read-back', at, how: 'the access log shows it with this key id' } };
  }
  const last = recent.at(-1);
  if (last === undefined) return { state: 'not-seen', keyId: '', reason: 'the server answered it nothing since then' };
  return { state: 'not-seen', keyId: last.keyId, reason: 'the server answered it since then, with another key id' };
}
