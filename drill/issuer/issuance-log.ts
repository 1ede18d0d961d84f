/** What did the issuer mint, for whom and when? A line is written, and the token sealed in it, before the token leaves. */
import { randomBytes } from 'node:crypto';
import type { Client, KoaContextWithOIDC, Provider } from 'oidc-provider';
import { sealFor } from '../process/escrow.ts';
import { appendJsonLine } from '../process/private-file.ts';

export interface IssuanceLogSettings {
  readonly issuanceLog: string;
  /** Firebreak's public age recipient. */
  readonly recipient: string;
}

interface TokenBody {
  access_token: string;
  expires_in: number;
  refresh_token?: string;
  /** Names the token in logs; says nothing of its value. */
  token_id?: string;
  refresh_token_id?: string;
}

/** Answers of the token endpoint carry `token_id` and `refresh_token_id`, so that the agents' own logs use the same names. */
export function logIssuance(provider: Provider, settings: IssuanceLogSettings): void {
  provider.use(async (ctx, next) => {
    await next();
    // Koa calls our middleware for unrouted requests too; those have no OIDC context.
    const context = ctx as KoaContextWithOIDC;
    if (ctx.path !== '/token' || context.oidc === undefined) return;
    if (ctx.status === 200) await logTokens(context, settings);
    else logRefusal(context, settings);
  });
  logClients(provider, settings);
}

async function logTokens(ctx: KoaContextWithOIDC, settings: IssuanceLogSettings): Promise<void> {
  const body = ctx.body as TokenBody;
  const { AccessToken, RefreshToken } = ctx.oidc.entities;
  const grantId = AccessToken?.grantId;
  const expiresAt = inSeconds(body.expires_in);
  body.token_id = await logToken(ctx, settings, { kind: 'access_token', grantId, expiresAt }, body.access_token);
  if (body.refresh_token === undefined || ctx.oidc.params?.grant_type === 'refresh_token') return;
  const refreshDies = inSeconds(RefreshToken?.expiration ?? 0);
  const refresh = { kind: 'refresh_token', grantId, expiresAt: refreshDies };
  body.refresh_token_id = await logToken(ctx, settings, refresh, body.refresh_token);
}

async function logToken(
  ctx: KoaContextWithOIDC,
  settings: IssuanceLogSettings,
  what: { kind: string; grantId: string | undefined; expiresAt: string },
  token: string,
): Promise<string> {
  const id = logId('tok');
  const sealed = await sealFor(settings.recipient, token);
  appendJsonLine(settings.issuanceLog, { at: now(), id, keyId: ctx.oidc.client?.clientId ?? '', ...what, sealed });
  return id;
}

function logRefusal(ctx: KoaContextWithOIDC, settings: IssuanceLogSettings): void {
  const reason = (ctx.body as { error?: string } | undefined)?.error ?? 'unknown';
  const keyId = ctx.oidc.client?.clientId ?? claimedClient(ctx);
  appendJsonLine(settings.issuanceLog, { at: now(), id: logId('ref'), keyId, kind: 'refused', reason });
}

/** Who it said it was, in HTTP Basic (RFC 6749 §2.3.1). */
function claimedClient(ctx: KoaContextWithOIDC): string {
  const [scheme, value] = ctx.get('authorization').split(' ');
  if (scheme !== 'Basic' || value === undefined) return '';
  return decodeURIComponent(Buffer.from(value, 'base64').toString('utf8').split(':')[0] ?? '').slice(0, 200);
}

function logClients(provider: Provider, settings: IssuanceLogSettings): void {
  const log = (kind: string) => (_ctx: KoaContextWithOIDC, client: Client) => {
    const { clientId: keyId, clientName: name = '' } = client;
    appendJsonLine(settings.issuanceLog, { at: now(), id: logId('cli'), keyId, kind, name });
  };
  provider.on('registration_create.success', log('client.registered'));
  provider.on('registration_update.success', log('client.updated'));
  provider.on('registration_delete.success', log('client.deleted'));
}

function logId(prefix: string): string {
  return `${prefix}_${randomBytes(8).toString('hex')}`;
}

function now(): string {
  return new Date().toISOString();
}

function inSeconds(seconds: number): string {
  return new Date(Date.now() + seconds * 1000).toISOString();
}
