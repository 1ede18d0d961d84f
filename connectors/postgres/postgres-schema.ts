import { z } from 'zod';

/** Which settings does a `postgres` place take, and what may the server, its log and a locator say? */

/** PostgreSQL cuts longer names without an error: NAMEDATALEN is 64. */
const name = z.string().min(1).max(63);

export const settings = z.strictObject({
  host: z.string().min(1),
  port: z.int().min(1).max(65_535).default(5432),
  database: name,
  /** Sealed-store name of `{ keyId, secret }` of the role Firebreak works as; never the role of an agent. */
  admin: z.string().min(1),
  /** Parent role that owns the rights; agents' login roles are members of it and hold no right of their own. */
  group: name,
  /** Folder of the server's `jsonlog` files (PostgreSQL 15 or newer), names sorting by time as they do by default. */
  jsonLog: z.string().min(1).optional(),
  /** Verify the server's certificate, against the system's authorities or the PEM file `ca`. */
  ssl: z.union([z.literal(true), z.strictObject({ ca: z.string().min(1) })]).optional(),
});

export type PostgresSettings = z.infer<typeof settings>;

/** The pair behind a sealed-store reference. PostgreSQL takes any password; RFC 6749 A.2 allows printable ASCII only. */
export const pair = z.object({ keyId: name, secret: z.string().regex(/^[\x20-\x7e]+$/) });

export const role = z.object({
  canLogin: z.boolean(),
  isSuper: z.boolean(),
  isOwn: z.boolean(),
  isExpired: z.boolean(),
  isMember: z.boolean(),
  connectionLimit: z.int(),
});

export type Role = z.infer<typeof role>;

export const roleSetting = z.object({ database: z.string().nullable(), name: z.string(), value: z.string() });

export type RoleSetting = z.infer<typeof roleSetting>;

/** UTC with all six digits: a backend is known by its pid and this instant, exactly. */
const instant = z.string().regex(/^\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);

export const locator = z.object({ pid: z.int().min(1), backendStart: instant });

export type Locator = z.infer<typeof locator>;

/** `backendStart` is null when the server hides other roles' sessions from us. */
export const backend = z.object({
  pid: z.int().min(1),
  backendStart: instant.nullable(),
  role: z.string(),
  application: z.string().nullable(),
});

export type Backend = z.infer<typeof backend>;

/** The fields we read of one jsonlog record; PostgreSQL leaves out those without a value. */
export const logRecord = z.object({
  timestamp: z.string(),
  user: z.string().default(''),
  session_id: z.string().default(''),
  application_name: z.string().default(''),
  error_severity: z.string(),
  state_code: z.string().optional(),
  ps: z.string().default(''),
  message: z.string().default(''),
  statement: z.string().optional(),
});

export type LogRecord = z.infer<typeof logRecord>;
