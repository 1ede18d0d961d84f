import { z } from 'zod';

/** What may firebreak.yaml say of an issuer, and what do we accept of what the issuer says? */

const secretName = z.string().regex(/^[a-z0-9][a-z0-9._@/-]*$/, 'expected a name in the sealed store');

export const settings = z.strictObject({
  /** Issuer identifier, exactly as its metadata states it (RFC 8414 §2). */
  url: z.url({ protocol: /^https?$/ }),
  /** The client that may introspect every token and, where the issuer allows it, revoke every token. */
  admin: z.strictObject({ keyId: z.string().min(1), secret: secretName }).optional(),
  /** RFC 7591 §3. Without it nothing can be minted. */
  initialAccessToken: secretName.optional(),
  /** Registration access tokens (RFC 7592) stand under `<registrationTokens>/<client id>`. */
  registrationTokens: secretName.optional(),
  /** JSON lines in which the issuer records what it minted, each value sealed for this installation. */
  issuanceLog: z.string().min(1).optional(),
  /** Milliseconds one request may take; 100–60 000, default 10 000 (10 seconds). */
  timeoutMs: z.int().min(100).max(60_000).default(10_000),
});

export type OauthSettings = z.output<typeof settings>;

/** RFC 8414 §2: as much of it as we use. */
export const issuerMetadata = z.object({
  issuer: z.string(),
  token_endpoint: z.url(),
  registration_endpoint: z.url().optional(),
  revocation_endpoint: z.url().optional(),
  introspection_endpoint: z.url().optional(),
});

export type IssuerMetadata = z.output<typeof issuerMetadata>;

/** RFC 7591 §3.2.1. Fields we do not know are kept: they are copied to the next client. */
export const clientInformation = z.looseObject({
  client_id: z.string().min(1).max(500),
  client_secret: z.string().min(1).max(4_000).optional(),
  registration_access_token: z.string().min(1).max(8_000).optional(),
  registration_client_uri: z.url().optional(),
  grant_types: z.array(z.string()).optional(),
});

export type ClientInformation = z.output<typeof clientInformation>;

/** RFC 6749 §5.1 and §5.2. */
export const tokenAnswer = z.object({ access_token: z.string().min(1) });
export const errorAnswer = z.object({ error: z.string() });

/** RFC 7662 §2.2. */
export const introspection = z.object({ active: z.boolean() });

/** The sealed shape of a credential. */
export const pair = z.object({ keyId: z.string().min(1), secret: z.string().min(1) });

const instant = z
  .string()
  .max(40)
  .refine((at) => !Number.isNaN(Date.parse(at)));

/** One line of the issuance log. */
export const issuance = z.object({
  at: instant,
  id: z.string().min(1).max(200).optional(),
  keyId: z.string().max(500),
  kind: z.string().min(1).max(60),
  /** Who asked, as User-Agent product token: tells dependents that share one key id apart. */
  client: z.string().max(200).optional(),
  grantId: z.string().max(200).optional(),
  expiresAt: instant.optional(),
  sealed: z.string().max(16_384).optional(),
});

export type Issuance = z.output<typeof issuance>;

/** What parses, or null: for text that others wrote. */
export function parsed<T>(schema: z.ZodType<T>, text: string): T | null {
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
