/** The process in front of one MCP server: it lets through only what the issuer says is authorised, and writes it down. */
import { createServer } from 'node:http';
import { runChild } from '../process/child.ts';
import { closeServer, listenOnLoopback } from '../process/listen.ts';
import { createGuard, type GuardSettings } from './guard.ts';

export interface GuardReady {
  /** The MCP endpoint. */
  readonly url: string;
}

await runChild(async (settings: GuardSettings) => {
  const guard = createGuard(settings);
  const server = createServer((request, response) => void guard(request, response).catch(() => response.destroy()));
  const ready: GuardReady = { url: `${await listenOnLoopback(server)}/mcp` };
  return { ready, stop: () => closeServer(server) };
});
