import { z } from 'zod';
import { plainText } from '../plain-text.ts';

/** Which settings does an `mcp` place take, and what do we accept of its issuer, its access log and a locator? */

const httpUrl = z.url({ protocol: /^https?$/ });
const secretName = z.string().regex(/^[a-z0-9][a-z0-9._@/-]*$/, 'expected a name in the sealed store');
const effect = z.enum(['read', 'reversible', 'irreversible']);

export const settings = z.strictObject({
  /** The MCP endpoint (Streamable HTTP). */
  url: httpUrl,
  /** Issuer of the tokens the endpoint takes (RFC 8414 §2). */
  issuer: httpUrl,
  /** Sealed-store name of `{ keyId, secret }` of a client that may close the sessions of others. */
  admin: secretName,
  /** Scope asked for with `admin`. */
  scope: z.string().min(1).default('mcp:admin'),
  /** JSON lines of who asked for what. Without it no session can be found, and no dependent seen. */
  accessLog: z.string().min(1).optional(),
  /** The newest dialect with sessions; 2026-07-28 has none to close. */
  protocolVersion: z.enum(['2025-03-26', '2025-06-18', '2025-11-25']).default('2025-11-25'),
  /** What a tool does to the world, by name; a tool not named here counts as reversible. */
  effects: z.record(z.string(), effect).default({}),
  /** Milliseconds one request may take; 100–60 000, default 10 000 (10 seconds). */
  timeoutMs: z.int().min(100).max(60_000).default(10_000),
});

export type McpSettings = z.output<typeof settings>;

/** Visible ASCII, as the transport demands; anything else cannot be sent back to the server. */
const sessionId = z.string().regex(/^[\x21-\x7e]{1,256}$/);

export const locator = z.object({ session: sessionId });

export const pair = z.object({ keyId: z.string().min(1), secret: z.string().min(1) });

export type Pair = z.output<typeof pair>;

const text = (max: number) => z.string().transform((value) => plainText(value, max));

/** One line of the access log. `client` and `rpc` are words of whoever called. */
export const access = z.object({
  at: z.iso.datetime(),
  keyId: z.string().max(500).default(''),
  client: text(120).default(''),
  session: sessionId.or(z.literal('')).catch(''),
  method: z.string().max(10),
  rpc: text(200).default(''),
  status: z.int(),
});

export type Access = z.output<typeof access>;

/** RFC 8414 §2. */
export const metadata = z.object({
  issuer: z.string(),
  token_endpoint: httpUrl,
  revocation_endpoint: httpUrl.optional(),
});

/** RFC 6749 §5.1 and §5.2. */
export const tokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.number().optional() });
export const errorAnswer = z.object({ error: z.string() });

/** What parses, or undefined: for text that others wrote. */
export function parsed<T>(schema: z.ZodType<T>, json: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}
