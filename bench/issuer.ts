/** A provider with a fixed latency that writes down every call: what did it see, and when? */
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { addIssuer } from './issuer-app.ts';
import { IssuerState } from './issuer-state.ts';

export interface Call {
  /** Milliseconds since the epoch at which it came in. */
  readonly atMs: number;
  /** Method and path, ids left out. */
  readonly what: string;
}

export interface Issuer {
  readonly url: string;
  readonly state: IssuerState;
  /** Takes the calls seen since the last time it was asked. */
  takeCalls(): readonly Call[];
  close(): Promise<void>;
}

export async function openIssuer(latencyMs: number): Promise<Issuer> {
  const state = new IssuerState();
  const app = new Hono();
  let calls: Call[] = [];
  app.use(async (context, next) => {
    calls.push({
      atMs: Date.now(),
      what: `${context.req.method} ${context.req.path.replace(/^\/reg\/.+/, '/reg/ID')}`,
    });
    await sleep(latencyMs);
    await next();
  });
  addIssuer(app, state);
  const server = createAdaptorServer({ fetch: app.fetch });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    state,
    takeCalls: () => {
      const taken = calls;
      calls = [];
      return taken;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}
