/** May this request reach the MCP server? Every request is introspected (RFC 7662), none is remembered as good. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Introspection, type IssuerDoor, issuerDoor } from '../doors/issuer-door.ts';
import type { Pair } from '../doors/pair.ts';
import { type AccessLog, openAccessLog } from './access-log.ts';
import { forward } from './forward.ts';

export interface GuardSettings {
  readonly issuer: string;
  /** The guard's own client, with which it introspects. */
  readonly client: Pair;
  /** The MCP server's socket file. */
  readonly socket: string;
  readonly accessLog: string;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

const bodyLimit = 1_000_000;

export function createGuard(settings: GuardSettings): Handler {
  const issuer = issuerDoor(settings.issuer, settings.client);
  const log = openAccessLog(settings.accessLog);
  /** Which client opened which MCP session. */
  const owners = new Map<string, string>();
  return async (request, response) => {
    const body = await readBody(request);
    const token = bearerToken(request);
    const standing = token === undefined ? { active: false } : await introspect(issuer, token);
    const refused = refusal(request, standing, owners);
    if (refused !== undefined) return refuse(request, response, { status: refused, standing, body, log });
    forward(settings.socket, { request, response, body }, (status, session) => {
      if (session !== '' && !owners.has(session)) owners.set(session, standing?.client_id ?? '');
      if (request.method === 'DELETE' && status < 300) owners.delete(session);
      log({ request, keyId: standing?.client_id ?? '', session, status, body });
    });
  };
}

/** Undefined: the issuer could not be asked. */
async function introspect(issuer: IssuerDoor, token: string): Promise<Introspection | undefined> {
  return issuer.introspect(token).catch(() => undefined);
}

/** A session is ended by the client that opened it, or by one with scope `mcp:admin`. */
function refusal(
  request: IncomingMessage,
  standing: Introspection | undefined,
  owners: ReadonlyMap<string, string>,
): 401 | 403 | 404 | 413 | 503 | undefined {
  if (request.url !== '/mcp') return 404;
  if (standing === undefined) return 503;
  if (!standing.active) return 401;
  if (request.method !== 'DELETE' || standing.scope?.split(' ').includes('mcp:admin') === true) return undefined;
  const owner = owners.get(sessionOf(request));
  return owner === undefined || owner === standing.client_id ? undefined : 403;
}

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  what: { status: number; standing: Introspection | undefined; body: Buffer; log: AccessLog },
): void {
  const { status, standing, body, log } = what;
  log({ request, keyId: standing?.client_id ?? '', session: sessionOf(request), status, body });
  // RFC 6750 §3
  if (status === 401) response.setHeader('www-authenticate', 'Bearer error="invalid_token"');
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error: status }));
}

function bearerToken(request: IncomingMessage): string | undefined {
  return /^Bearer (?<token>\S+)$/i.exec(request.headers.authorization ?? '')?.groups?.token;
}

function sessionOf(request: IncomingMessage): string {
  const value = request.headers['mcp-session-id'];
  return typeof value === 'string' ? value : '';
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyLimit) request.destroy();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
