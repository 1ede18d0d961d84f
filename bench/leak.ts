/** One credential that leaks: registered at the issuer, sealed, with grants and a running session, known to an inventory. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { armor, Encrypter } from 'age-encryption';
import { stringify } from 'yaml';
import type { SealedStore } from '../store/sealed-store.ts';
import type { Issuer } from './issuer.ts';
import type { Client } from './issuer-state.ts';
import { type Session, startSession } from './session.ts';

export interface Leak {
  readonly client: Client;
  readonly tokens: readonly string[];
  readonly session: Session;
  /** firebreak.yaml */
  readonly inventory: string;
  /** As gitleaks writes it. */
  readonly report: string;
}

export async function prepareLeak(
  issuer: Issuer,
  sealed: SealedStore,
  dir: string,
  name: string,
  grants: number,
): Promise<Leak> {
  const runDir = join(dir, name);
  mkdirSync(runDir, { recursive: true });
  const client = issuer.state.register(name);
  const tokens = Array.from({ length: grants }, () => issuer.state.mint(client.keyId));
  const issuanceLog = join(dir, `${name}-issued.jsonl`);
  writeFileSync(issuanceLog, await issuedLines(client.keyId, tokens, sealed.recipient), { mode: 0o600 });
  await sealed.seal(`bench/${name}`, JSON.stringify({ keyId: client.keyId, secret: client.secret }));
  await sealed.seal(`bench/registration-${name}/${client.keyId}`, client.registrationToken);
  return {
    client,
    tokens,
    session: await startSession(runDir, name, client.keyId),
    inventory: inventoryOf(issuer, name, runDir, issuanceLog),
    report: reportOf(name, client.secret),
  };
}

/** What every leak's inventory refers to. */
export async function sealShared(issuer: Issuer, sealed: SealedStore): Promise<void> {
  await sealed.seal('bench/issuer-admin', issuer.state.admin.secret);
  await sealed.seal('bench/initial-access-token', issuer.state.initialAccessToken);
}

async function issuedLines(keyId: string, tokens: readonly string[], recipient: string): Promise<string> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  const [at, expiresAt] = [0, 3_600_000].map((ms) => new Date(Date.now() + ms).toISOString());
  const lines = tokens.map(async (token, index) => {
    const value = armor.encode(await encrypter.encrypt(token));
    return JSON.stringify({ at, id: `grant-${index}`, keyId, kind: 'access_token', expiresAt, sealed: value });
  });
  return (await Promise.all(lines)).map((line) => `${line}\n`).join('');
}

function inventoryOf(issuer: Issuer, name: string, runDir: string, issuanceLog: string): string {
  const main = {
    connector: 'oauth',
    url: issuer.url,
    admin: { keyId: issuer.state.admin.keyId, secret: 'bench/issuer-admin' },
    initialAccessToken: 'bench/initial-access-token',
    registrationTokens: `bench/registration-${name}`,
    issuanceLog,
  };
  const sessions = { connector: 'process', runDir, barFile: join(runDir, 'barred') };
  return stringify({
    version: 1,
    environments: ['production'],
    responders: [{ id: 'ana', name: 'Ana Lima', environments: ['production'] }],
    issuers: { main },
    credentials: { [name]: { environment: 'production', issuer: 'main', surfaces: [], secret: `bench/${name}` } },
    agents: { [name]: { owner: 'ana', credential: name, sessions } },
  });
}

function reportOf(name: string, secret: string): string {
  const at = new Date(Date.now() - 3_600_000).toISOString();
  const where = { File: `deploy/${name}.env`, StartLine: 3, Commit: '9f31c0a57d2e', Date: at };
  return JSON.stringify([{ RuleID: 'agent-credential', Secret: secret, Match: secret, ...where }]);
}
