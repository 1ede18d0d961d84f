import type { Holding } from '../../domain/holding.ts';
import type { Result, Standing } from '../../domain/proof.ts';
import { bounded } from '../bounded.ts';
import type { Exchange } from '../exchange.ts';
import { keptResult } from '../kept-result.ts';
import type { Admin } from './mcp-admin.ts';
import type { McpClient } from './mcp-client.ts';
import { locator } from './mcp-schema.ts';

/**
 * How are sessions closed, and seen to be closed? The transport lets a server refuse the close (405) and answers an
 * unknown session with 404; @modelcontextprotocol/server-everything 2026.8.31 answers it with 400, before and after a
 * DELETE alike. A 400 has other causes too, so a living session of our own is asked the same as a control.
 */
export interface McpServer {
  readonly client: McpClient;
  readonly admin: Admin;
  readonly concurrency: number;
  /** Whether the server has answered us in a session somebody else opened; one that hides them says 404 to a living one. */
  showsOthers(): Promise<boolean>;
  /** Notes that it just has. */
  shown(): void;
}

export async function endSessions(server: McpServer, holdings: readonly Holding[]): Promise<readonly Result[]> {
  const control = controlOf(server);
  const results = await bounded(holdings, server.concurrency, (holding) =>
    keptResult(holding.id, () => endOne(server, holding, control)),
  );
  await control.close();
  return results;
}

async function endOne(server: McpServer, { id, locator: where }: Holding, control: Control): Promise<Result> {
  const session = locator.safeParse(where).data?.session;
  if (session === undefined) return refused(id, 'its locator names no MCP session');
  const exchange = await server.admin.withToken((token) => server.client.end(token, session));
  if (exchange.state === 'unsent') return refused(id, 'the server could not be reached; nothing was sent');
  if (exchange.state === 'lost') return { id, outcome: 'unknown', reason: 'sent, and no answer came back' };
  const { status } = exchange;
  if (status >= 200 && status < 300) {
    server.shown();
    return { id, outcome: 'accepted', reason: 'the server says it closed the session; whether it did is asked next' };
  }
  if (status === 404) return { id, outcome: 'already-done' };
  if (status === 405) return refused(id, 'the server does not let sessions be closed from outside (405)');
  if (status === 400) return (await isForgotten(server, session, control)) ? { id, outcome: 'already-done' } : odd(id);
  if (status >= 500) return { id, outcome: 'unknown', reason: `the server answered ${status}; it may have been done` };
  if (status === 401 || status === 403) return refused(id, `the server does not take Firebreak's token (${status})`);
  return refused(id, `the server answered ${status} to the close`);
}

function odd(id: string): Result {
  return refused(id, 'the server answered 400 to the close, and does not say that the session is gone');
}

function refused(id: string, reason: string): Result {
  return { id, outcome: 'refused', reason };
}

async function isForgotten(server: McpServer, session: string, control: Control): Promise<boolean> {
  const exchange = await server.admin.withToken((token) => server.client.ping(token, session));
  return isUnknownSession(exchange) && (await control.isAnswered());
}

function isUnknownSession(exchange: Exchange): boolean {
  return exchange.state === 'answered' && (exchange.status === 404 || exchange.status === 400);
}

export async function confirmSessions(server: McpServer, holdings: readonly Holding[]): Promise<readonly Standing[]> {
  const control = controlOf(server);
  const standings = await bounded(holdings, server.concurrency, async ({ id, locator: where }) => {
    const session = locator.safeParse(where).data?.session;
    if (session === undefined) return unknowable(id, 'its locator names no MCP session');
    const exchange = await server.admin.withToken((token) => server.client.ping(token, session));
    return standingOf(server, id, exchange, control);
  });
  await control.close();
  return standings;
}

async function standingOf(server: McpServer, id: string, exchange: Exchange, control: Control): Promise<Standing> {
  if (exchange.state !== 'answered') return unknowable(id, 'the server gave no answer');
  const { status } = exchange;
  if (status >= 200 && status < 300) {
    server.shown();
    return { id, state: 'still-open', reason: 'the server still answers requests in this session' };
  }
  if (!isUnknownSession(exchange))
    return unknowable(id, `the server answered ${status}, which says nothing of the session`);
  if (!(await control.isAnswered())) {
    return unknowable(id, `the server answered ${status}, but answers no session of Firebreak's own either`);
  }
  if (!(await server.showsOthers())) {
    return unknowable(id, `the server answered ${status}, but may hide sessions of others from Firebreak`);
  }
  const how = `the server answers ${status} to its id, and 200 to a session of our own`;
  return { id, state: 'ended', proof: { level: 'refused', at: new Date().toISOString(), how } };
}

function unknowable(id: string, reason: string): Standing {
  return { id, state: 'unknowable', reason };
}

interface Control {
  /** Does the server answer the same request in a session we know to live? Opened when first asked. */
  isAnswered(): Promise<boolean>;
  close(): Promise<void>;
}

function controlOf({ admin, client }: McpServer): Control {
  let session: Promise<string | undefined> | undefined;
  let answered: Promise<boolean> | undefined;
  const open = async (): Promise<string | undefined> => {
    let opened: string | undefined;
    await admin.withToken(async (token) => {
      const { exchange, session: id } = await client.initialize(token);
      opened = id;
      return exchange;
    });
    return opened;
  };
  const ask = async (): Promise<boolean> => {
    const id = await (session ??= open());
    if (id === undefined) return false;
    const exchange = await admin.withToken((token) => client.ping(token, id));
    return exchange.state === 'answered' && exchange.status === 200;
  };
  return {
    isAnswered: () => (answered ??= ask()),
    close: async () => {
      const id = await session?.catch(() => undefined);
      // Best effort: one left open stands in the access log under our own key id.
      if (id !== undefined) await admin.withToken((token) => client.end(token, id)).catch(() => undefined);
    },
  };
}
