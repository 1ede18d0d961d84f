/** The file server's process: serves a few files to whoever holds a signed link, until the link's time is over. */
import { createServer } from 'node:http';
import { runChild } from '../process/child.ts';
import { closeServer, listenOnLoopback } from '../process/listen.ts';
import { refusalOf } from './signed-url.ts';

export interface FilesSettings {
  readonly signingKey: string;
}

export interface FilesReady {
  readonly url: string;
}

const served: Readonly<Record<string, string>> = {
  'customers.csv': 'id,customer\n1,customer 1\n2,customer 2\n',
  'invoices.txt': 'invoice 1: 10.00, draft\ninvoice 2: 20.00, draft\n',
};

await runChild(async ({ signingKey }: FilesSettings) => {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const refused = refusalOf(url, signingKey, new Date());
    const text = served[decodeURIComponent(url.pathname.slice(1))];
    const status = refused ?? (text === undefined ? 404 : 200);
    response.writeHead(status, { 'content-type': 'text/plain' }).end(status === 200 ? text : '');
  });
  const ready: FilesReady = { url: await listenOnLoopback(server) };
  return { ready, stop: () => closeServer(server) };
});
