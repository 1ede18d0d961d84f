import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectorKinds } from '../../connectors/index.ts';
import { oauth } from '../../connectors/oauth/oauth-connector.ts';
import { minted, type OauthFixture, openOauthFixture, since } from './oauth-fixture.ts';

const dependent = { id: 'invoicer', handover: { path: 'invoicer.age', recipient: 'age1' } };
let fixture: OauthFixture;

beforeEach(async () => {
  fixture = await openOauthFixture();
});

afterEach(() => fixture.close());

const pull = async (mark = '', limit = 100) => {
  const query = { keyIds: [fixture.old.keyId], agents: [], since, mark, limit };
  const page = await fixture.connector.pullActions?.(query);
  if (page === undefined) throw new Error('the fixture gave no log');
  return page;
};

test('what the issuer minted and refused becomes actions, each once', async () => {
  await fixture.log({ id: 'tok-1', kind: 'access_token' }, 'fbk_canary');
  await fixture.log({ id: 'ref-1', kind: 'refused' });
  await fixture.log({ id: 'cli-1', kind: 'client.updated' });
  await fixture.log({ id: 'tok-2', kind: 'access_token', keyId: 'somebody-else' }, 'fbk_canary');
  const page = await pull();
  expect(page.actions.map(({ kind, effect, target }) => [kind, effect, target])).toEqual([
    ['token.minted', 'reversible', 'access token tok-1'],
    ['token.refused', 'read', 'refused ref-1'],
    ['client.updated', 'reversible', 'client.updated cli-1'],
  ]);
  expect(page.actions[0]).toMatchObject({ at: minted, place: 'issuer/main', keyId: fixture.old.keyId });
  expect(JSON.stringify(page)).not.toContain('AGE');
  expect(await pull(page.mark)).toEqual({ ...page, actions: [] });
});

test('a dependent is seen when the issuer logged a token for it under the new key id', async () => {
  const seen = (keyId: string) => fixture.connector.seen?.(dependent, keyId, since);
  expect(await seen('next')).toMatchObject({ state: 'not-seen', keyId: '' });
  await fixture.log({ id: 'tok-1', kind: 'access_token', client: 'invoicer/1.2' });
  expect(await seen('next')).toMatchObject({ state: 'not-seen', keyId: fixture.old.keyId });
  await fixture.log({ id: 'tok-2', kind: 'access_token', keyId: 'next', client: 'somebody/1' });
  expect(await seen('next')).toMatchObject({ state: 'not-seen' });
  await fixture.log({ id: 'tok-3', kind: 'access_token', keyId: 'next', client: 'invoicer/1.2' });
  expect(await seen('next')).toMatchObject({ state: 'seen', keyId: 'next', proof: { level: 'read-back', at: minted } });
});

test('a log that is missing is an error, not an empty answer', async () => {
  const settings = { url: fixture.issuer.url, issuanceLog: `${fixture.logPath}.none`, timeoutMs: 500 };
  const connector = oauth.create(settings, fixture.context);
  const query = { keyIds: [], agents: [], since, mark: '', limit: 10 };
  await expect(connector.pullActions?.(query)).rejects.toMatchObject({ code: 'ERR_PROVIDER_UNREACHABLE' });
  await expect(connector.grants?.find?.(query)).rejects.toMatchObject({ code: 'ERR_PROVIDER_UNREACHABLE' });
});

test('what the inventory does not give, the connector does not claim', () => {
  const connector = oauth.create(oauth.settings.parse({ url: 'http://127.0.0.1:9/' }), fixture.context);
  expect(Object.keys(connector.operations)).toEqual(['probe']);
  expect(connector.minter ?? connector.fence ?? connector.retire ?? connector.grants?.end).toBeUndefined();
  expect(connector.origin).toBe('http://127.0.0.1:9');
});

test('settings name secrets, never hold them', () => {
  const settings = connectorKinds['oauth']?.settings;
  expect(() => settings?.parse({ url: 'http://127.0.0.1:9', initialAccessToken: 'Not A Name!' })).toThrow();
  expect(() => settings?.parse({ url: 'ftp://127.0.0.1' })).toThrow();
  expect(() => settings?.parse({ url: 'http://127.0.0.1:9', token: 'x' })).toThrow();
});
