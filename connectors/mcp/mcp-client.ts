import type { Caller, Exchange } from '../exchange.ts';
import type { McpSettings } from './mcp-schema.ts';

/** How is a server with sessions spoken to? MCP up to 2025-11-25, Streamable HTTP; JSON-RPC, no meaning. */
export interface McpClient {
  /** Opens a session of our own. */
  initialize(token: string): Promise<Opened>;
  /** The smallest request that a living session must answer. */
  ping(token: string, session: string): Promise<Exchange>;
  end(token: string, session: string): Promise<Exchange>;
}

/** `session` is undefined when the server opened none: it was refused, or the server keeps no sessions. */
export interface Opened {
  readonly exchange: Exchange;
  readonly session?: string;
}

export function mcpClient(call: Caller, { url, protocolVersion }: McpSettings): McpClient {
  const post = (token: string, message: object, session?: string) =>
    call({
      method: 'POST',
      url,
      once: true,
      headers: {
        ...bearer(token),
        'content-type': 'application/json',
        ...(session === undefined ? {} : inSession(session, protocolVersion)),
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, ...message }),
    });
  return {
    initialize: async (token) => {
      const clientInfo = { name: 'firebreak', version: '1' };
      const exchange = await post(token, {
        method: 'initialize',
        params: { protocolVersion, capabilities: {}, clientInfo },
      });
      const session = exchange.state === 'answered' ? exchange.headers.get('mcp-session-id') : null;
      return session === null ? { exchange } : { exchange, session };
    },
    ping: (token, session) => post(token, { method: 'ping' }, session),
    end: (token, session) =>
      call({ method: 'DELETE', url, headers: { ...bearer(token), ...inSession(session, protocolVersion) } }),
  };
}

function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}`, accept: 'application/json, text/event-stream' };
}

function inSession(session: string, protocolVersion: string): Record<string, string> {
  return { 'mcp-session-id': session, 'mcp-protocol-version': protocolVersion };
}
