/** How does a token hold an MCP session open? */
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { FirebreakError } from '../../domain/errors.ts';

export interface ToolsSession {
  readonly id: string;
  call(tool: string, input: Record<string, unknown>): Promise<void>;
  /** Ends the session at the server too. */
  close(): Promise<void>;
}

const patience = { timeout: 5_000 };

/** `product` is the User-Agent by which the server's log knows this client. */
export async function openTools(url: string, token: string, product: string): Promise<ToolsSession> {
  const headers = { authorization: `Bearer ${token}`, 'user-agent': `${product}/1.0` };
  const transport = new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } });
  const client = new Client({ name: product, version: '1.0.0' });
  await client.connect(transport, patience);
  return {
    id: transport.sessionId ?? '',
    call: async (name, input) => {
      const answer = await client.callTool({ name, arguments: input }, undefined, patience);
      if (answer.isError === true)
        throw new FirebreakError('ERR_PROVIDER_ANSWER', `the tool ${name} answered with an error`);
    },
    close: async () => {
      await transport.terminateSession().catch(() => undefined);
      await client.close();
    },
  };
}
