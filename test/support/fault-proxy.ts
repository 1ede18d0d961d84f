import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Which requests does a test spoil, and how? The server behind stays real. */
export interface Fault {
  /** `reply` answers without asking the server; `lose` lets it act and drops its answer; `hang` never answers. */
  readonly mode: 'reply' | 'lose' | 'hang';
  readonly calls: (method: string, path: string) => boolean;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** How often; default: until healed. */
  readonly times?: number;
}

export interface FaultProxy {
  readonly url: string;
  /** What came in so far. `at` is in milliseconds since the epoch. */
  readonly requests: readonly { readonly method: string; readonly path: string; readonly at: number }[];
  /** Where requests go. Set once the server behind listens. */
  forwardTo(port: number): void;
  spoil(fault: Fault): void;
  heal(): void;
  close(): Promise<void>;
}

/** Requests to exactly this path, or below it when it ends in a slash. */
export function callsTo(path: string, method?: string): Fault['calls'] {
  return (by, to) => (method ?? by) === by && (path.endsWith('/') ? to.startsWith(path) : to === path);
}

export async function openFaultProxy(): Promise<FaultProxy> {
  let upstream = 0;
  let fault: Fault | null = null;
  let left = 0;
  const requests: { method: string; path: string; at: number }[] = [];
  const server = createServer((incoming, outgoing) => {
    const [method, path] = [incoming.method ?? '', incoming.url ?? ''];
    requests.push({ method, path, at: Date.now() });
    const spoiled = fault !== null && left > 0 && fault.calls(method, path) ? fault : null;
    if (spoiled) left -= 1;
    if (spoiled?.mode === 'hang') return;
    if (spoiled?.mode === 'reply') {
      incoming.resume();
      outgoing.writeHead(spoiled.status ?? 200, spoiled.headers ?? {}).end(spoiled.body ?? '');
      return;
    }
    forward(upstream, incoming, outgoing, spoiled !== null);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    forwardTo: (port) => {
      upstream = port;
    },
    spoil: (next) => {
      fault = next;
      left = next.times ?? Number.POSITIVE_INFINITY;
    },
    heal: () => {
      fault = null;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function forward(port: number, incoming: IncomingMessage, outgoing: ServerResponse, lose: boolean): void {
  const { method, url: path, headers } = incoming;
  const onward = request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
    if (lose) {
      answer.resume();
      answer.on('end', () => outgoing.destroy());
      return;
    }
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  onward.on('error', () => outgoing.destroy());
  incoming.pipe(onward);
}
