/** On which free loopback port does this server listen? */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Longer than any pause of a client, so that no kept-alive connection closes under a request. */
const keepAliveMs = 120_000;

export async function listenOnLoopback(server: Server): Promise<string> {
  server.keepAliveTimeout = keepAliveMs;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
