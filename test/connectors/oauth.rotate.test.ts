import { afterEach, beforeEach, expect, test } from 'vitest';
import { secretSegment } from '../../connectors/oauth/oauth-registration.ts';
import { pair } from '../../connectors/oauth/oauth-schema.ts';
import { callsTo } from '../support/fault-proxy.ts';
import { type OauthFixture, openOauthFixture } from './oauth-fixture.ts';

const tag = 'firebreak/inc_5f1d2c3b4a59/1';
let fixture: OauthFixture;

beforeEach(async () => {
  fixture = await openOauthFixture();
});

afterEach(() => fixture.close());

async function mint(under = tag, connector = fixture.connector) {
  const minted = await connector.minter?.mint({ keyId: fixture.old.keyId, ref: 'billing' }, under, 'billing@next');
  if (minted === undefined) throw new Error('the fixture gave no minter');
  return minted;
}

async function sealedPair(ref: string) {
  return pair.parse(JSON.parse(await fixture.sealed.open(ref)));
}

async function clientAt(keyId: string): Promise<Record<string, unknown>> {
  const { token, uri } = JSON.parse(await fixture.sealed.open(`issuer/registration/${keyId}`)) as Record<
    string,
    string
  >;
  const response = await fetch(uri ?? '', { headers: { authorization: `Bearer ${token}` } });
  return (await response.json()) as Record<string, unknown>;
}

test('mints a client that may do what the old one may, named by the tag, and seals it', async () => {
  const minted = await mint();
  expect(minted.ref).toBe('billing@next');
  const next = await sealedPair(minted.ref);
  expect(next.keyId).toBe(minted.keyId);
  expect(await fixture.issuer.token(next)).not.toBeNull();
  const client = await clientAt(minted.keyId);
  expect(client).toMatchObject({
    client_name: tag,
    grant_types: ['client_credentials', 'refresh_token'],
    contacts: ['owner@example.com'],
  });
  expect(await fixture.issuer.token(fixture.old)).not.toBeNull();
});

test('mints the same client again under the same tag, also after a restart', async () => {
  const first = await mint();
  expect(await mint(tag, fixture.restarted())).toEqual(first);
  const asked = fixture.issuer.proxy.requests.filter(({ method, path }) => method === 'POST' && path === '/reg');
  expect(asked).toHaveLength(2); // The fixture's own registration is the other one.
});

test('never repeats a registration whose answer was lost', async () => {
  fixture.issuer.proxy.spoil({ mode: 'lose', calls: callsTo('/reg', 'POST') });
  await expect(mint()).rejects.toMatchObject({ code: 'ERR_OUTCOME_UNKNOWN' });
  fixture.issuer.proxy.heal();
  await expect(mint()).rejects.toMatchObject({ code: 'ERR_OUTCOME_UNKNOWN' });
  expect(await fixture.restarted().minter?.findMinted(tag)).toEqual([]);
  expect((await mint(tag.replace(/1$/, '2'))).keyId).toBeTruthy();
});

test('says unknown when a 200 holds no client', async () => {
  const calls = callsTo('/reg', 'POST');
  fixture.issuer.proxy.spoil({ mode: 'reply', calls, status: 200, body: '{}' });
  await expect(mint()).rejects.toMatchObject({ code: 'ERR_OUTCOME_UNKNOWN' });
});

test('tries again after a refusal, because nothing was made', async () => {
  await fixture.sealed.seal('issuer/initial', 'wrong');
  await expect(mint()).rejects.toMatchObject({ code: 'ERR_PROVIDER_REFUSED' });
  await fixture.sealed.seal('issuer/initial', fixture.issuer.initialAccessToken);
  expect((await mint()).ref).toBe('billing@next');
});

test('mints like the old client was before it was fenced, and after it is gone', async () => {
  await fixture.connector.fence?.(fixture.old.keyId);
  const { keyId } = await mint();
  expect((await clientAt(keyId))['grant_types']).toEqual(['client_credentials', 'refresh_token']);
  await fixture.connector.retire?.(fixture.old.keyId);
  expect((await mint(tag.replace(/1$/, '2'))).keyId).not.toBe(keyId);
});

test('finds and discards a minted client whose secret was not sealed', async () => {
  const { sealed } = fixture;
  const secrets = {
    ...fixture.context.secrets,
    seal: (ref: string, value: string) =>
      ref === 'billing@next' ? Promise.reject(new Error('disk full')) : sealed.seal(ref, value),
  };
  const broken = fixture.restarted({ ...fixture.context, secrets });
  await expect(mint(tag, broken)).rejects.toThrow('disk full');
  const [found] = (await fixture.connector.minter?.findMinted(tag)) ?? [];
  expect(await fixture.issuer.clientExists(found?.keyId ?? '')).toBe(true);
  await expect(mint()).rejects.toMatchObject({ code: 'ERR_PROVIDER_ANSWER' });
  expect(await fixture.connector.minter?.discard(found?.keyId ?? '')).toMatchObject({ outcome: 'done' });
  expect(await fixture.issuer.clientExists(found?.keyId ?? '')).toBe(false);
});

test('a fence stops new tokens and leaves those already out; unfencing puts back what was', async () => {
  const { connector, issuer, old } = fixture;
  const before = await issuer.token(old);
  expect(await connector.fence?.(old.keyId)).toEqual({ id: old.keyId, outcome: 'done' });
  expect(await connector.fence?.(old.keyId)).toEqual({ id: old.keyId, outcome: 'already-done' });
  expect(await issuer.token(old)).toBeNull();
  expect(await issuer.isAlive(before ?? '')).toBe(true);
  expect(await connector.unfence?.(old.keyId)).toEqual({ id: old.keyId, outcome: 'done' });
  expect(await connector.unfence?.(old.keyId)).toEqual({ id: old.keyId, outcome: 'already-done' });
  expect(await clientAt(old.keyId)).toMatchObject({ client_name: 'billing', contacts: ['owner@example.com'] });
  expect(await issuer.token(old)).not.toBeNull();
});

test('a fenced client is not taken for a dead one', async () => {
  await fixture.connector.fence?.(fixture.old.keyId);
  expect(await fixture.connector.probe?.('billing')).toMatchObject({ state: 'unknown' });
});

test('retires the client, and only the probe says so for sure', async () => {
  const { connector, issuer, old } = fixture;
  expect(await connector.probe?.('billing')).toEqual({ state: 'accepted' });
  expect(await connector.retire?.(old.keyId)).toEqual({ id: old.keyId, outcome: 'done' });
  expect(await issuer.clientExists(old.keyId)).toBe(false);
  expect(await connector.probe?.('billing')).toMatchObject({ state: 'refused', proof: { level: 'refused' } });
  expect(await fixture.restarted().retire?.(old.keyId)).toEqual({ id: old.keyId, outcome: 'already-done' });
});

test('does not call a client retired because its registration token is refused', async () => {
  const { connector, sealed, old } = fixture;
  await sealed.seal(`issuer/registration/${old.keyId}`, 'wrong');
  expect(await connector.retire?.(old.keyId)).toMatchObject({ outcome: 'unknown' });
});

test('a deletion answered with anything but 204 is not called done', async () => {
  fixture.issuer.proxy.spoil({ mode: 'reply', calls: callsTo('/reg/', 'DELETE'), status: 200 });
  expect(await fixture.connector.retire?.(fixture.old.keyId)).toMatchObject({ outcome: 'accepted' });
  expect(await fixture.issuer.clientExists(fixture.old.keyId)).toBe(true);
});

test('sends a registration token to the registration endpoint’s own host only', async () => {
  const { connector, sealed, old } = fixture;
  const elsewhere = JSON.stringify({ token: 'fbk_canary', uri: 'http://127.0.0.1:9/reg/x' });
  await sealed.seal(`issuer/registration/${old.keyId}`, elsewhere);
  await expect(connector.retire?.(old.keyId)).rejects.toMatchObject({ code: 'ERR_PROVIDER_ANSWER' });
});

test('a probe leaves no token behind', async () => {
  const seen: string[] = [];
  const { proxy } = fixture.issuer;
  await fixture.connector.probe?.('billing');
  for (const { path } of proxy.requests.slice(-2)) seen.push(path);
  expect(seen).toEqual(['/token', '/token/revocation']);
});

test('a probe with a wrong secret is refused, and one without an answer is unknown', async () => {
  await fixture.sealed.seal('wrong', JSON.stringify({ ...fixture.old, secret: 'fbk_wrong' }));
  expect(await fixture.connector.probe?.('wrong')).toMatchObject({ state: 'refused' });
  const calls = callsTo('/token');
  fixture.issuer.proxy.spoil({ mode: 'hang', calls });
  expect(await fixture.connector.probe?.('wrong')).toMatchObject({ state: 'unknown' });
  fixture.issuer.proxy.spoil({ mode: 'reply', calls, status: 401, body: 'blocked by a firewall' });
  expect(await fixture.connector.probe?.('billing')).toMatchObject({ state: 'unknown' });
});

test('refuses metadata of another issuer', async () => {
  const body = JSON.stringify({ issuer: 'http://127.0.0.1:9', token_endpoint: 'http://127.0.0.1:9/token' });
  const calls = callsTo('/.well-known/');
  fixture.issuer.proxy.spoil({ mode: 'reply', calls, status: 200, body });
  await expect(fixture.connector.probe?.('billing')).rejects.toMatchObject({ code: 'ERR_PROVIDER_ANSWER' });
});

test('an issuer that is down is an error before anything is sent', async () => {
  await fixture.issuer.proxy.close();
  await expect(mint()).rejects.toMatchObject({ code: 'ERR_PROVIDER_UNREACHABLE' });
});

test('client ids become sealed-store names without clashing', () => {
  const ids = ['key_1', 'Key_1', '_key', '-key', 'k.age', '..', 'a/b', 'a@2f@b', '0@', 'ä', '@', '@@', '0'];
  const names = ids.map(secretSegment);
  expect(new Set(names).size).toBe(ids.length);
  for (const name of names) expect(name).toMatch(/^[a-z0-9][a-z0-9._@-]*(?<!\.age)$/);
  expect(secretSegment('key_1')).toBe('key_1');
});
