/** A real MCP server behind the practice fleet's guard and issuer, reached through a proxy that tests may spoil. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createRequire } from 'node:module';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIssuer } from '../../drill/issuer/issuer-provider.ts';
import { createGuard } from '../../drill/tools/guard.ts';
import { type FaultProxy, openFaultProxy } from './fault-proxy.ts';

interface Pair {
  readonly keyId: string;
  readonly secret: string;
}

export interface Tools {
  /** The endpoint behind the proxy. */
  readonly url: string;
  readonly proxy: FaultProxy;
  readonly issuer: string;
  readonly accessLog: string;
  token(pair: Pair): Promise<string>;
  /** Opens a session as an agent would; returns its id. */
  open(token: string, client: string): Promise<string>;
  /** The guard's answer, past the proxy. */
  send(method: 'POST' | 'DELETE', token: string, session: string, message?: object): Promise<number>;
  close(): Promise<void>;
}

export const pairs = {
  admin: { keyId: 'tools-admin', secret: 'fbk_admin-canary' },
  guard: { keyId: 'tools-guard', secret: 'fbk_guard' },
  old: { keyId: 'key-old', secret: 'fbk_old-canary' },
  next: { keyId: 'key-next', secret: 'fbk_next-canary' },
  wrong: { keyId: 'key-old', secret: 'fbk_wrong' },
};

export async function openTools(): Promise<Tools> {
  const folder = await mkdtemp(join(tmpdir(), 'firebreak-mcp-'));
  const socket = join(folder, 'mcp.sock');
  const accessLog = join(folder, 'access.jsonl');
  const child = await startEverything(socket);
  const issuerProxy = await openFaultProxy();
  const clients = [{ ...pairs.admin, scope: 'mcp:admin mcp:tools' }, pairs.guard, pairs.old, pairs.next];
  const provider = createIssuer(issuerProxy.url, 'iat', clients).callback();
  const issuer = await listen((request, response) => void provider(request, response));
  issuerProxy.forwardTo(portOf(issuer));
  const check = createGuard({ issuer: issuerProxy.url, client: pairs.guard, socket, accessLog });
  const guard = await listen((request, response) => void check(request, response));
  const proxy = await openFaultProxy();
  proxy.forwardTo(portOf(guard));
  const direct = `http://127.0.0.1:${portOf(guard)}/mcp`;
  return {
    url: `${proxy.url}/mcp`,
    proxy,
    issuer: issuerProxy.url,
    accessLog,
    token: (pair) => tokenOf(issuerProxy.url, pair),
    open: (token, client) => openSession(direct, token, client),
    send: async (method, token, session, message = { method: 'ping' }) =>
      (await rpc(direct, { method, token, session, message })).status,
    close: async () => {
      await Promise.all([proxy.close(), issuerProxy.close(), shut(guard), shut(issuer)]);
      child.kill('SIGKILL');
      await rm(folder, { recursive: true });
    },
  };
}

async function startEverything(socket: string): Promise<ChildProcess> {
  const path = createRequire(import.meta.url).resolve('@modelcontextprotocol/server-everything/dist/index.js');
  const env = { PATH: process.env['PATH'], PORT: socket };
  const child = spawn(process.execPath, [path, 'streamableHttp'], { env, stdio: 'ignore' });
  while (!(await answers(socket))) await new Promise((resolve) => setTimeout(resolve, 20));
  return child;
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path, () => {
      probe.destroy();
      resolve(true);
    }).on('error', () => resolve(false));
  });
}

export async function listen(handler: RequestListener): Promise<Server> {
  const server = createServer(handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

export function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

export async function shut(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
}

async function tokenOf(issuer: string, { keyId, secret }: Pair): Promise<string> {
  const authorization = `Basic ${Buffer.from(`${keyId}:${secret}`).toString('base64')}`;
  const body = new URLSearchParams({ grant_type: 'client_credentials' });
  const response = await fetch(`${issuer}/token`, { method: 'POST', headers: { authorization }, body });
  return ((await response.json()) as { access_token: string }).access_token;
}

interface Rpc {
  readonly method: 'POST' | 'DELETE';
  readonly token: string;
  readonly session: string;
  readonly message: object;
  readonly client?: string;
}

async function rpc(url: string, { method, token, session, message, client = 'test' }: Rpc): Promise<Response> {
  const response = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      'user-agent': `${client}/1`,
      ...(session === '' ? {} : { 'mcp-session-id': session }),
    },
    ...(method === 'POST' ? { body: JSON.stringify({ jsonrpc: '2.0', id: 1, ...message }) } : {}),
  });
  await response.text();
  return response;
}

async function openSession(url: string, token: string, client: string): Promise<string> {
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: client, version: '1' } };
  const message = { method: 'initialize', params };
  const response = await rpc(url, { method: 'POST', token, session: '', message, client });
  return response.headers.get('mcp-session-id') ?? '';
}
