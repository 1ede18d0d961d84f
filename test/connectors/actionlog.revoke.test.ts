import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ActionlogFixture, openActionlogFixture } from './actionlog-fixture.ts';
import { sealFor } from './oauth-fixture.ts';

let fixture: ActionlogFixture;

beforeEach(async () => {
  fixture = await openActionlogFixture();
});

afterEach(() => fixture.close());

const grant = { id: 'g-1', kind: 'access_token', issuer: 'http://127.0.0.1:4001/', for: 'research' };

test('grants are holdings at their issuer, which is known by its URL alone', async () => {
  const value = await sealFor(fixture.sealed.recipient, 'fbk_canary');
  fixture.write({
    kind: 'token.minted',
    grant: { ...grant, parent: 'g-0', expiresAt: '2026-03-04T04:00:00Z', sealed: value },
  });
  fixture.write({
    kind: 'url.signed',
    grant: { ...grant, id: 'u-1', kind: 'signed_url', issuer: 'http://127.0.0.1:4005' },
  });
  fixture.write({ kind: 'token.minted', at: '2026-03-04T02:00:00Z', keyId: 'key_2', grant: { ...grant, id: 'g-2' } });
  const holdings = await fixture.find();
  expect(holdings).toMatchObject([
    {
      id: 'origin:http://127.0.0.1:4001#g-1',
      place: 'origin:http://127.0.0.1:4001',
      parent: 'origin:http://127.0.0.1:4001#g-0',
      name: 'access token g-1 for research',
      keyId: 'key_1',
      agent: 'research',
      diesAt: '2026-03-04T04:00:00.000Z',
      locator: { kind: 'access_token' },
    },
    { id: 'origin:http://127.0.0.1:4005#u-1', name: 'signed URL u-1 for research' },
  ]);
  expect(await fixture.sealed.open(holdings[0]?.secretRef ?? '')).toBe('fbk_canary');
  expect(JSON.stringify(holdings)).not.toContain('canary');
  expect(await fixture.find()).toEqual(holdings);
});

test('a second line cannot replace what the first one sealed', async () => {
  const [first, second] = [
    await sealFor(fixture.sealed.recipient, 'real'),
    await sealFor(fixture.sealed.recipient, 'fake'),
  ];
  fixture.write({ kind: 'token.minted', grant: { ...grant, sealed: first } });
  fixture.write({ kind: 'token.minted', grant: { ...grant, sealed: first } });
  fixture.write({ kind: 'token.minted', grant: { ...grant, sealed: second } });
  const holdings = await fixture.find();
  expect(await Promise.all(holdings.map(({ secretRef }) => fixture.sealed.open(secretRef ?? '')))).toEqual([
    'real',
    'fake',
  ]);
  expect(new Set(holdings.map(({ id }) => id)).size).toBe(2);
});

test('a value that was not sealed for us leaves the grant known and unsealed', async () => {
  fixture.write({ kind: 'token.minted', grant: { ...grant, sealed: 'fbk_plain-canary' } });
  const [holding] = await fixture.find();
  expect(holding?.secretRef).toBeUndefined();
  expect(JSON.stringify(holding)).not.toContain('canary');
});
