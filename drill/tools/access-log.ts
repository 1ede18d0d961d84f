/** Who asked an MCP server for what, on which key, and what was the answer? */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { appendJsonLine } from '../process/private-file.ts';

interface Access {
  readonly request: IncomingMessage;
  readonly keyId: string;
  readonly session: string;
  readonly status: number;
  readonly body: Buffer;
}

export type AccessLog = (access: Access) => void;

export function openAccessLog(path: string): AccessLog {
  return ({ request, keyId, session, status, body }) =>
    appendJsonLine(path, {
      at: new Date().toISOString(),
      id: randomUUID(),
      keyId,
      client: productToken(request.headers['user-agent']),
      session,
      method: request.method ?? '',
      rpc: rpcName(body),
      status,
    });
}

/** The first product of User-Agent, without its version (RFC 9110 §10.1.5). */
function productToken(userAgent: string | undefined): string {
  return (/^[^/\s]+/.exec(userAgent ?? '')?.[0] ?? '').slice(0, 100);
}

/** `tools/call:echo`, `initialize`, or nothing for a request without a JSON-RPC call. */
function rpcName(body: Buffer): string {
  if (body.length === 0) return '';
  try {
    const call = JSON.parse(body.toString('utf8')) as { method?: string; params?: { name?: string } };
    return [call.method ?? 'batch', call.params?.name]
      .filter((part) => typeof part === 'string')
      .join(':')
      .slice(0, 200);
  } catch {
    return 'unreadable';
  }
}
