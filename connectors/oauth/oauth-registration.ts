import { z } from 'zod';
import { FirebreakError } from '../../domain/errors.ts';
import type { Secrets } from '../connector.ts';
import type { Exchange } from '../exchange.ts';
import type { OauthClient } from './oauth-client.ts';
import { type ClientInformation, clientInformation, parsed } from './oauth-schema.ts';

/** How may a client's registration be managed (RFC 7592), and what did it look like before we fenced it? */
export interface Registration {
  readonly token: string;
  readonly uri: string;
  /** As last read with grant types, secret included: what a new client copies and what unfencing puts back. */
  readonly metadata?: ClientInformation | undefined;
}

export type Reading =
  | { readonly state: 'found'; readonly registration: Registration; readonly live: ClientInformation }
  /** The issuer no longer takes the registration access token. */
  | { readonly state: 'locked'; readonly registration: Registration }
  | { readonly state: 'failed'; readonly exchange: Exchange };

export interface Registrations {
  load(keyId: string): Promise<Registration>;
  /** Asks the issuer, and seals at once whatever token it answers with: an issuer may replace it on every call. */
  read(keyId: string): Promise<Reading>;
  keep(keyId: string, live: ClientInformation, before?: Registration): Promise<Registration>;
}

const registrationRecord = z.object({ token: z.string(), uri: z.url(), metadata: clientInformation.optional() });

export function createRegistrations(client: OauthClient, secrets: Secrets, prefix: string): Registrations {
  const nameOf = (keyId: string) => `${prefix}/${secretSegment(keyId)}`;
  const load = async (keyId: string): Promise<Registration> => {
    const sealed = await secrets.open(nameOf(keyId));
    const endpoint = await client.endpoint('registration_endpoint');
    // What a person sealed is the bare token; the client's URI is then the usual one.
    const registration = parsed(registrationRecord, sealed) ?? {
      token: sealed.trim(),
      uri: `${endpoint}/${encodeURIComponent(keyId)}`,
    };
    return mustShareHost(registration, endpoint);
  };
  const keep: Registrations['keep'] = async (keyId, live, before) => {
    const endpoint = await client.endpoint('registration_endpoint');
    const fenced = live.grant_types?.length === 0;
    const secret = live.client_secret ?? before?.metadata?.client_secret;
    const registration = {
      token: live.registration_access_token ?? before?.token ?? '',
      uri: live.registration_client_uri ?? before?.uri ?? `${endpoint}/${encodeURIComponent(keyId)}`,
      metadata: fenced ? before?.metadata : { ...live, client_secret: secret },
    };
    await secrets.seal(nameOf(keyId), JSON.stringify(registration));
    return registration;
  };
  return {
    load,
    keep,
    read: async (keyId) => {
      const registration = await load(keyId);
      const exchange = await client.manage('GET', registration.uri, registration.token);
      if (exchange.state !== 'answered') return { state: 'failed', exchange };
      if (isLocked(exchange.status)) return { state: 'locked', registration };
      const live = exchange.status === 200 ? parsed(clientInformation, exchange.text) : null;
      if (live === null || live.client_id !== keyId) return { state: 'failed', exchange };
      return { state: 'found', live, registration: await keep(keyId, live, registration) };
    },
  };
}

/** RFC 7592 §2.1: 401 for a token or a client that is gone, 403 for one that may not; some answer 404. */
export function isLocked(status: number): boolean {
  return status === 401 || status === 403 || status === 404;
}

/** What may be sent back: RFC 7592 §2.2 forbids the rest. */
export function writable(metadata: ClientInformation): Record<string, unknown> {
  const forbidden = new Set([
    'registration_access_token',
    'registration_client_uri',
    'client_id_issued_at',
    'client_secret_expires_at',
    'software_statement',
  ]);
  return Object.fromEntries(Object.entries(metadata).filter(([field]) => !forbidden.has(field)));
}

/**
 * A client id as one part of a sealed-store name. What such a part may not hold becomes `@<code point in hex>@`, and a
 * part that may not start as it does starts with `0@@`, so that no two ids share a name.
 */
export function secretSegment(keyId: string): string {
  const part = keyId.replace(/[^a-z0-9_-]/gu, (character) => `@${(character.codePointAt(0) ?? 0).toString(16)}@`);
  return /^[a-z0-9]/.test(part) ? part : `0@@${part}`;
}

/** The token opens the client's registration: it is sent nowhere but to the registration endpoint's own host. */
function mustShareHost(registration: Registration, endpoint: string): Registration {
  if (new URL(registration.uri).origin === new URL(endpoint).origin) return registration;
  throw new FirebreakError(
    'ERR_PROVIDER_ANSWER',
    'A registration points to another host than the registration endpoint; nothing was sent. Check what was sealed for it.',
  );
}
