import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Holding } from '../../domain/holding.ts';
import { callsTo } from '../support/fault-proxy.ts';
import { type OauthFixture, openOauthFixture, since } from './oauth-fixture.ts';

let fixture: OauthFixture;
let own: string;
let grant: { refresh: string; access: string };

/** One token of the client's own, one refresh token and its access token, all in the log. */
async function prepare(options?: { ownersOnly: boolean }): Promise<void> {
  fixture = await openOauthFixture(options);
  own = (await fixture.issuer.token(fixture.old)) ?? '';
  grant = await fixture.issuer.grant(fixture.old);
  await fixture.log({ id: 'tok-own', kind: 'access_token', expiresAt: '2026-03-04T04:00:00Z' }, own);
  await fixture.log({ id: 'tok-access', kind: 'access_token', grantId: 'g-1' }, grant.access);
  await fixture.log({ id: 'tok-refresh', kind: 'refresh_token', grantId: 'g-1' }, grant.refresh);
}

const find = () => {
  const query = { keyIds: [fixture.old.keyId], agents: [], since };
  return fixture.connector.grants?.find?.(query) ?? Promise.resolve([]);
};
const end = async (holdings: readonly Holding[]) => (await fixture.connector.grants?.end?.(holdings)) ?? [];
const confirm = async (holdings: readonly Holding[]) => (await fixture.connector.grants?.confirm?.(holdings)) ?? [];
const alive = () => Promise.all([own, grant.access, grant.refresh].map((token) => fixture.issuer.isAlive(token)));

afterEach(() => fixture.close());

describe('an issuer that lets the admin client revoke', () => {
  beforeEach(() => prepare());

  test('finds what was minted in the window, once, with the refresh token as parent', async () => {
    await fixture.log({ id: 'tok-own', kind: 'access_token' }, own);
    await fixture.log({ id: 'tok-before', kind: 'access_token', at: '2026-03-04T02:59:59.000Z' }, own);
    await fixture.log({ id: 'tok-other', kind: 'access_token', keyId: 'somebody-else' }, own);
    await fixture.log({ id: 'ref-1', kind: 'refused' });
    const holdings = await find();
    expect(holdings.map(({ id }) => id)).toEqual([
      'issuer/main#tok-own',
      'issuer/main#tok-access',
      'issuer/main#tok-refresh',
    ]);
    expect(holdings.map(({ parent }) => parent)).toEqual([undefined, 'issuer/main#tok-refresh', undefined]);
    expect(holdings[0]).toMatchObject({ keyId: fixture.old.keyId, diesAt: '2026-03-04T04:00:00.000Z' });
    expect(JSON.stringify(holdings)).not.toContain(own);
    expect(await fixture.sealed.open(holdings[0]?.secretRef ?? '')).toBe(own);
  });

  test('revokes every one, refresh tokens first, and introspection agrees with the issuer’s store', async () => {
    const holdings = await find();
    const results = await end(holdings);
    expect(results.map(({ id }) => id)).toEqual(holdings.map(({ id }) => id));
    expect(results.every(({ outcome }) => outcome === 'accepted')).toBe(true);
    expect(await alive()).toEqual([false, false, false]);
    for (const standing of await confirm(holdings)) {
      expect(standing).toMatchObject({
        state: 'ended',
        proof: { level: 'read-back', how: 'introspection says inactive' },
      });
    }
  });

  test('a refresh token takes its access tokens with it, and that is confirmed for each', async () => {
    const holdings = await find();
    await end(holdings.filter(({ locator }) => locator['kind'] === 'refresh_token'));
    expect(await alive()).toEqual([true, false, false]);
    expect((await confirm(holdings)).map(({ state }) => state)).toEqual(['still-open', 'ended', 'ended']);
  });

  test('tokens outlive their client and must still be revoked', async () => {
    const holdings = await find();
    await fixture.connector.retire?.(fixture.old.keyId);
    expect(await alive()).toEqual([true, true, true]);
    expect((await confirm(holdings)).map(({ state }) => state)).toEqual(['still-open', 'still-open', 'still-open']);
    await end(holdings);
    expect(await alive()).toEqual([false, false, false]);
    expect((await confirm(holdings)).map(({ state }) => state)).toEqual(['ended', 'ended', 'ended']);
  });

  test('a dead token among them does not lower what "inactive" is worth for the others', async () => {
    for (const id of ['tok-dead-1', 'tok-dead-2']) await fixture.log({ id, kind: 'access_token' }, id);
    const holdings = (await find()).toReversed();
    await end(holdings);
    const levels = (await confirm(holdings)).map((standing) => standing.state === 'ended' && standing.proof.level);
    expect(levels).toEqual(Array.from({ length: 5 }, () => 'read-back'));
  });

  test('"inactive" is worth less when introspection was never seen to say active', async () => {
    const holdings = await find();
    await end(holdings);
    const grants = fixture.restarted().grants;
    const [standing] = (await grants?.confirm?.(holdings)) ?? [];
    expect(standing).toMatchObject({ state: 'ended', proof: { level: 'accepted' } });
  });

  test('a 200 of revocation is not believed', async () => {
    const holdings = await find();
    const calls = callsTo('/token/revocation');
    fixture.issuer.proxy.spoil({ mode: 'reply', calls, status: 200 });
    await end(holdings);
    expect((await confirm(holdings)).map(({ state }) => state)).toEqual(['still-open', 'still-open', 'still-open']);
  });

  test('an introspection that fails or hangs proves nothing', async () => {
    const holdings = await find();
    await end(holdings);
    const calls = callsTo('/token/introspection');
    for (const fault of [
      { mode: 'hang' },
      { mode: 'reply', status: 200, body: '{}' },
      { mode: 'reply', status: 500 },
    ] as const) {
      fixture.issuer.proxy.spoil({ ...fault, calls });
      expect((await confirm(holdings)).every(({ state }) => state === 'still-open')).toBe(true);
    }
  });

  test('an issuer without introspection is still asked to revoke, and nothing is claimed', async () => {
    const { url, proxy } = fixture.issuer;
    const body = JSON.stringify({
      issuer: url,
      token_endpoint: `${url}/token`,
      revocation_endpoint: `${url}/token/revocation`,
    });
    proxy.spoil({ mode: 'reply', calls: callsTo('/.well-known/'), status: 200, body });
    const holdings = await find();
    await end(holdings);
    expect(await alive()).toEqual([false, false, false]);
    expect((await confirm(holdings)).every(({ state }) => state === 'unknowable')).toBe(true);
  });

  test('what was never sealed for us, or not well, can neither be ended nor known', async () => {
    await fixture.log({ id: 'tok-bare', kind: 'access_token', expiresAt: '2026-03-04T04:00:00Z' });
    await fixture.log({ id: 'tok-junk', kind: 'access_token', sealed: '-----BEGIN AGE ENCRYPTED FILE-----\njunk' });
    const holdings = (await find()).slice(3);
    expect(holdings.map(({ secretRef }) => secretRef)).toEqual([undefined, undefined]);
    expect((await end(holdings)).map(({ outcome }) => outcome)).toEqual(['refused', 'refused']);
    expect(await confirm(holdings)).toMatchObject([
      { state: 'unknowable', diesAt: '2026-03-04T04:00:00.000Z' },
      { state: 'unknowable' },
    ]);
  });

  test('a self-contained token lives until it expires, whatever introspection says', async () => {
    const jwt = `eyJhbGciOiJFUzI1NiJ9.${Buffer.from('{"sub":"x"}').toString('base64url')}.c2ln`;
    await fixture.log({ id: 'tok-jwt', kind: 'access_token', expiresAt: '2026-03-04T04:00:00Z' }, jwt);
    const holdings = (await find()).slice(3);
    expect(await end(holdings)).toMatchObject([{ outcome: 'refused' }]);
    expect(await confirm(holdings)).toMatchObject([{ state: 'unknowable', diesAt: '2026-03-04T04:00:00.000Z' }]);
  });
});

describe('an issuer that lets only owners revoke', () => {
  beforeEach(() => prepare({ ownersOnly: true }));

  test('revokes as the owning client while the issuer still shows it', async () => {
    const holdings = await find();
    expect((await end(holdings)).every(({ outcome }) => outcome === 'accepted')).toBe(true);
    expect(await alive()).toEqual([false, false, false]);
  });

  test('says so when the owner is retired already', async () => {
    const holdings = await find();
    await fixture.connector.retire?.(fixture.old.keyId);
    expect((await end(holdings)).map(({ outcome }) => outcome)).toEqual(['refused', 'refused', 'refused']);
    expect((await confirm(holdings)).every(({ state }) => state === 'still-open')).toBe(true);
    expect(await alive()).toEqual([true, true, true]);
  });
});
