/**
 * The process of one real MCP server, the public `server-everything` over streamable HTTP. It listens where the PORT of
 * its environment says: a socket file in a folder of ours, so that its guard is the only way in.
 */
import { connect } from 'node:net';
import { setTimeout as rest } from 'node:timers/promises';
import { runChild } from '../process/child.ts';

export interface ToolsSettings {
  readonly socket: string;
}

await runChild(async ({ socket }: ToolsSettings) => {
  const server = import.meta.resolve('@modelcontextprotocol/server-everything/dist/transports/streamableHttp.js');
  await import(server);
  while (!(await answers(socket))) await rest(10);
  return { ready: {}, stop: () => undefined };
});

function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(socket, () => resolve(true)).on('error', () => resolve(false));
    probe.unref().end();
  });
}
