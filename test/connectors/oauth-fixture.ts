import { createHash } from 'node:crypto';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { armor, Encrypter } from 'age-encryption';
import type { Connector, ConnectorContext } from '../../connectors/connector.ts';
import { oauth } from '../../connectors/oauth/oauth-connector.ts';
import { openSealedStore, type SealedStore } from '../../store/sealed-store.ts';
import { type Issuer, type IssuerOptions, openIssuer, type Pair } from '../support/issuer.ts';

/** An issuer with one leaked client, and the connector as the inventory sets it up. */
export interface OauthFixture {
  readonly issuer: Issuer;
  readonly sealed: SealedStore;
  readonly context: ConnectorContext;
  readonly connector: Connector;
  readonly old: Pair;
  readonly logPath: string;
  /** Appends to the issuance log what the issuer minted, its value sealed for this installation. */
  readonly log: (line: Record<string, unknown>, token?: string) => Promise<void>;
  /** A second connector on the same store, as after a restart. */
  readonly restarted: (context?: ConnectorContext) => Connector;
  readonly close: () => Promise<void>;
}

export const since = '2026-03-04T03:00:00.000Z';
export const minted = '2026-03-04T03:02:00.000Z';

export async function openOauthFixture(options: IssuerOptions = {}): Promise<OauthFixture> {
  const dir = mkdtempSync(join(tmpdir(), 'firebreak-oauth-'));
  const sealed = await openSealedStore(join(dir, 'sealed'));
  const issuer = await openIssuer(options);
  const { registrationAccessToken, ...old } = await issuer.register('billing');
  await sealed.seal(`issuer/registration/${old.keyId}`, registrationAccessToken);
  await sealed.seal('issuer/admin', issuer.admin.secret);
  await sealed.seal('issuer/initial', issuer.initialAccessToken);
  await sealed.seal('billing', JSON.stringify(old));
  const logPath = join(dir, 'issuance.jsonl');
  writeFileSync(logPath, '');
  const context = { place: 'issuer/main', secrets: sealed, fingerprint: hex, concurrency: 4 };
  const settings = oauth.settings.parse({
    url: issuer.url,
    admin: { keyId: issuer.admin.keyId, secret: 'issuer/admin' },
    initialAccessToken: 'issuer/initial',
    registrationTokens: 'issuer/registration',
    issuanceLog: logPath,
    timeoutMs: 500,
  });
  return {
    issuer,
    sealed,
    context,
    old,
    logPath,
    connector: oauth.create(settings, context),
    restarted: (other = context) => oauth.create(settings, other),
    log: async (line, token) => {
      const value = token === undefined ? {} : { sealed: await sealFor(sealed.recipient, token) };
      appendFileSync(logPath, `${JSON.stringify({ at: minted, keyId: old.keyId, ...line, ...value })}\n`);
    },
    close: async () => {
      await issuer.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export async function sealFor(recipient: string, value: string): Promise<string> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return armor.encode(await encrypter.encrypt(value));
}

/** Stands in for the keyed fingerprint. */
export function hex(value: string): string {
  return createHash('sha256').update(value).digest('hex');
}
