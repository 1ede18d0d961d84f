/** The process in front of one MCP server: it lets through only what the issuer says is authorised, and writes it down. */
import { createServer } from 'node:http';
import type { Pair } from '../doors/pair.ts';
import { runChild } from '../process/child.ts';
import { closeServer, listenOnLoopback } from '../process/listen.ts';
import { createGuard } from './guard.ts';

export interface GuardSettings {
  readonly issuer: string;
  /** The guard's own client, with which it introspects. */
  readonly client: Pair;
  /** The MCP server's socket file. */
  readonly socket: string;
  readonly accessLog: string;
}

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
