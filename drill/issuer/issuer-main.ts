/** The issuer's process: an OAuth authorization server on a free loopback port. */
import { createServer } from 'node:http';
import { runChild } from '../process/child.ts';
import { closeServer, listenOnLoopback } from '../process/listen.ts';
import { type IssuanceLogSettings, logIssuance } from './issuance-log.ts';
import { createIssuer, type IssuerClient } from './issuer-provider.ts';

export interface IssuerSettings extends IssuanceLogSettings {
  /** RFC 7591 §3: who holds it may register clients. */
  readonly initialAccessToken: string;
  readonly clients: readonly IssuerClient[];
}

export interface IssuerReady {
  readonly url: string;
}

await runChild(async (settings: IssuerSettings) => {
  const server = createServer();
  const url = await listenOnLoopback(server);
  const provider = createIssuer(url, settings.initialAccessToken, settings.clients);
  logIssuance(provider, settings);
  const answer = provider.callback();
  server.on('request', (request, response) => void answer(request, response));
  const ready: IssuerReady = { url };
  return { ready, stop: () => closeServer(server) };
});
