/** What does an MCP server answer to a bare request? No client library stands between the intruder and the door. */

export interface McpRequest {
  readonly url: string;
  readonly token: string;
  /** Absent: the request opens a session. */
  readonly session?: string;
}

export interface McpAnswer {
  readonly worked: boolean;
  readonly session: string;
}

const patienceMs = 3_000;
const protocolVersion = '2025-06-18';

const calls = {
  initialize: {
    protocolVersion,
    capabilities: {},
    clientInfo: { name: 'python-requests', version: '2.32' },
  },
  'tools/call': { name: 'echo', arguments: { message: 'still here' } },
} as const;

export async function mcpRequest({ url, token, session }: McpRequest): Promise<McpAnswer> {
  const method = session === undefined ? 'initialize' : 'tools/call';
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'user-agent': 'python-requests/2.32',
      'mcp-protocol-version': protocolVersion,
      ...(session === undefined ? {} : { 'mcp-session-id': session }),
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: calls[method] }),
    signal: AbortSignal.timeout(patienceMs),
  });
  const text = await response.text();
  return { worked: response.ok && text.includes('"result"'), session: response.headers.get('mcp-session-id') ?? '' };
}

/** A session it only opened to see whether it can. */
export async function endMcpSession({ url, token, session }: Required<McpRequest>): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'mcp-session-id': session };
  await fetch(url, { method: 'DELETE', headers, signal: AbortSignal.timeout(patienceMs) });
}
