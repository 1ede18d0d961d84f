import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Connector } from '../../connectors/connector.ts';
import { signedurl } from '../../connectors/signedurl/signedurl-connector.ts';
import type { Holding } from '../../domain/holding.ts';
import { openSealedStore, type SealedStore } from '../../store/sealed-store.ts';
import { callsTo, type FaultProxy, openFaultProxy } from '../support/fault-proxy.ts';
import { runConnectorContract } from './connector-contract.ts';
import { hex } from './oauth-fixture.ts';

const future = '2999-01-01T00:00:00.000Z';
const past = '2020-01-01T00:00:00.000Z';
let dir: string;
let server: FaultProxy;
let sealed: SealedStore;
let connector: Connector;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'firebreak-signedurl-'));
  sealed = await openSealedStore(join(dir, 'sealed'));
  server = await openFaultProxy();
  const settings = signedurl.settings.parse({ url: `${server.url}/files`, timeoutMs: 300 });
  connector = signedurl.create(settings, { place: 'surface/files', secrets: sealed, fingerprint: hex, concurrency: 2 });
});

afterEach(async () => {
  await server.close();
  rmSync(dir, { recursive: true, force: true });
});

async function standing(diesAt: string | undefined, url = `${server.url}/files/report.csv?sig=canary`) {
  await sealed.seal('grant/u-1', url);
  const holding: Holding = {
    id: 'surface/files#u-1',
    kind: 'grant',
    place: 'surface/files',
    name: 'signed URL u-1',
    keyId: 'key_1',
    openedAt: past,
    locator: { kind: 'signed_url' },
    secretRef: 'grant/u-1',
    ...(diesAt === undefined ? {} : { diesAt }),
  };
  const [answer] = (await connector.grants?.confirm?.([holding])) ?? [];
  expect(JSON.stringify(answer)).not.toContain('canary');
  return answer;
}

const answering = (status: number) => server.spoil({ mode: 'reply', calls: callsTo('/files/'), status });

test('a URL that is honoured is a residual until the second it dies', async () => {
  answering(206);
  expect(await standing(future)).toMatchObject({ state: 'unknowable', diesAt: future });
  expect(await standing(undefined)).toMatchObject({ state: 'unknowable' });
  expect(connector.grants?.end).toBeUndefined();
});

test('a URL that is honoured past its time is open', async () => {
  answering(200);
  expect(await standing(past)).toMatchObject({ state: 'still-open' });
});

test.each([401, 403, 410])('status %i is a refusal, before or after its time', async (status) => {
  answering(status);
  for (const diesAt of [past, future]) {
    expect(await standing(diesAt)).toMatchObject({ state: 'ended', proof: { level: 'refused' } });
  }
});

test('status 400 is a refusal only once the URL has expired', async () => {
  answering(400);
  expect(await standing(past)).toMatchObject({ state: 'ended' });
  expect(await standing(future)).toMatchObject({ state: 'unknowable' });
});

test.each([404, 500, 302])('status %i proves nothing', async (status) => {
  answering(status);
  expect(await standing(future)).toMatchObject({ state: 'unknowable', diesAt: future });
});

test('a server that hangs or is gone proves nothing', async () => {
  server.spoil({ mode: 'hang', calls: callsTo('/files/') });
  expect(await standing(future)).toMatchObject({ state: 'unknowable', diesAt: future });
  await server.close();
  expect(await standing(future)).toMatchObject({ state: 'unknowable', diesAt: future });
});

test('a logged URL sends us to no other server and to no other folder', async () => {
  answering(403);
  const before = server.requests.length;
  for (const url of [
    'http://127.0.0.1:9/files/report.csv',
    `${server.url}/admin`,
    `${server.url}/files/../admin`,
    `${server.url}/files.evil/x`,
    `${server.url.replace('127', 'x@127')}:1/files/x`,
    'file:///etc/passwd',
    'not a url',
  ]) {
    expect(await standing(future, url)).toMatchObject({ state: 'unknowable' });
  }
  expect(server.requests.length).toBe(before);
});

test('a URL nobody sealed for us cannot be tried', async () => {
  const bare = {
    id: 'surface/files#u-2',
    kind: 'grant',
    place: 'surface/files',
    name: 'u-2',
    keyId: '',
    openedAt: past,
    locator: {},
  } as const;
  const standings = await connector.grants?.confirm?.([bare, { ...bare, secretRef: 'grant/none' }]);
  expect(standings).toMatchObject([{ state: 'unknowable' }, { state: 'unknowable' }]);
});

runConnectorContract({
  name: 'signedurl',
  operations: [],
  make: async () => ({
    connector,
    canaries: [],
    act: () => Promise.reject(new Error('a signed URL cannot be ended')),
    close: () => Promise.resolve(),
  }),
  skip: [],
});
