import { escapeIdentifier } from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Holding } from '../../domain/holding.ts';
import { freshDatabase } from '../support/database.ts';
import { openPostgresFixture, type PostgresFixture } from './postgres-fixture.ts';

let fixture: PostgresFixture;

beforeEach(async () => {
  fixture = await openPostgresFixture(await freshDatabase());
});

afterEach(() => fixture.close());

test('finds backends by role and by application name, with their exact start, and not its own', async () => {
  const { pairs, find } = fixture;
  const { keyId } = pairs.old;
  await fixture.openAs(pairs.old, 'billing');
  await fixture.openAs(pairs.old);
  const held = await find();
  expect(held.map((holding) => holding.keyId)).toEqual([keyId, keyId]);
  expect(held[0]?.locator['backendStart']).toMatch(/\.\d{6}Z$/);
  expect(held.map(({ id }) => id)).toEqual((await find()).map(({ id }) => id));
  expect(await find({ keyIds: [], agents: ['billing'] })).toMatchObject([{ id: held[0]?.id, agent: 'billing' }]);
  expect(await find({ keyIds: [pairs.admin.keyId] })).toEqual([]);
});

test('the brake stops an open session at its next statement, and the release lets it go on', async () => {
  const { connections } = fixture.connector;
  const session = await fixture.openAs(fixture.pairs.old);
  await fixture.openAs(fixture.pairs.old);
  await session.query('INSERT INTO public.payments VALUES (2)');
  const held = await fixture.find();
  expect(await connections?.brake?.(held)).toEqual(held.map(({ id }) => ({ id, outcome: 'done' })));
  await expect(session.query('INSERT INTO public.payments VALUES (3)')).rejects.toMatchObject({ code: '42501' });
  expect(await connections?.brake?.(held)).toMatchObject([{ outcome: 'already-done' }, { outcome: 'already-done' }]);
  expect((await connections?.release?.(held))?.[0]?.outcome).toBe('done');
  await session.query('INSERT INTO public.payments VALUES (4)');
});

test('the brake says what it cannot take: rights given to the role by name, and another way into the group', async () => {
  const { owner, pairs, connector, find } = fixture;
  const [old, group] = [pairs.old.keyId, fixture.group].map(escapeIdentifier);
  await fixture.openAs(pairs.old);
  await owner.query(`GRANT SELECT ON payments TO ${old}`);
  expect(await connector.connections?.brake?.(await find())).toMatchObject([{ outcome: 'accepted' }]);
  await owner.query(`REVOKE SELECT ON payments FROM ${old}`);
  const detour = escapeIdentifier(`detour-${fixture.group}`);
  await owner.query(`CREATE ROLE ${detour}; GRANT ${group} TO ${detour}; GRANT ${detour} TO ${old}`);
  expect(await connector.connections?.brake?.(await find())).toMatchObject([{ outcome: 'refused' }]);
  await owner.query(`DROP ROLE ${detour}`);
});

test('a membership that only its grantor can revoke is not reported as revoked [PostgreSQL 15 lets any manager]', async () => {
  const { owner, pairs, connector, find } = fixture;
  const [old, group, admin] = [pairs.old.keyId, fixture.group, pairs.admin.keyId].map(escapeIdentifier);
  await owner.query(`REVOKE ${group} FROM ${old} GRANTED BY ${admin}; GRANT ${group} TO ${old}`);
  await fixture.openAs(pairs.old);
  const version = await owner.query<{ n: number }>("SELECT current_setting('server_version_num')::int AS n");
  const expected = (version.rows[0]?.n ?? 0) >= 160_000 ? { outcome: 'refused' } : { outcome: 'done' };
  expect(await connector.connections?.brake?.(await find())).toMatchObject([expected]);
});

test('ends exactly the backends found; a second end is already done', async () => {
  const { connections } = fixture.connector;
  await fixture.openAs(fixture.pairs.old);
  const held = await fixture.find();
  expect(await connections?.confirm?.(held)).toMatchObject([{ state: 'still-open' }]);
  expect(await connections?.end?.(held)).toEqual([{ id: held[0]?.id, outcome: 'done' }]);
  expect(await fixture.backends(fixture.pairs.old.keyId)).toBe(0);
  expect(await connections?.end?.(held)).toEqual([{ id: held[0]?.id, outcome: 'already-done' }]);
  expect(await connections?.confirm?.(held)).toMatchObject([{ state: 'ended', proof: { level: 'read-back' } }]);
});

test('never ends a backend that has the pid but started at another instant', async () => {
  const { connections } = fixture.connector;
  await fixture.openAs(fixture.pairs.old);
  const [held] = await fixture.find();
  const backendStart = String(held?.locator['backendStart']).replace(/\d(?=Z$)/, (d) => String((Number(d) + 1) % 10));
  const reused = { ...held, locator: { ...held?.locator, backendStart } } as Holding;
  expect(await connections?.end?.([reused])).toMatchObject([{ outcome: 'already-done' }]);
  expect(await connections?.confirm?.([reused])).toMatchObject([{ state: 'ended' }]);
  expect(await fixture.backends(fixture.pairs.old.keyId)).toBe(1);
});

test('one target that is not ours to understand does not lose the results of the others', async () => {
  const { connections } = fixture.connector;
  await fixture.openAs(fixture.pairs.old);
  const [held] = await fixture.find();
  const strange = { ...held, id: 'strange', locator: {} } as Holding;
  const both = [strange, held as Holding];
  expect(await connections?.end?.(both)).toMatchObject([{ id: 'strange', outcome: 'refused' }, { outcome: 'done' }]);
  expect(await connections?.confirm?.(both)).toMatchObject([{ state: 'unknowable' }, { state: 'ended' }]);
});
