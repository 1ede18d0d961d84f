import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { armor, Encrypter } from 'age-encryption';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSealedStore } from '../../store/sealed-store.ts';

let home: string;
let dir: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'firebreak-sealed-'));
  dir = join(home, 'sealed');
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function filesOf(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

test('what is sealed opens again, in this and in a later process', async () => {
  const store = await openSealedStore(dir);
  await store.seal('drill/billing', '{"keyId":"a","secret":"ü\u0000"}');
  expect(await store.open('drill/billing')).toBe('{"keyId":"a","secret":"ü\u0000"}');
  const again = await openSealedStore(dir);
  expect(await again.open('drill/billing')).toBe('{"keyId":"a","secret":"ü\u0000"}');
  expect(await again.has('drill/billing')).toBe(true);
  expect(await again.has('drill/other')).toBe(false);
  expect((await again.list()).map((entry) => entry.name)).toEqual(['drill/billing']);
});

test('a canary is in no file of the folder, in no encoding, under no name', async () => {
  const canary = 'fbk_canary_Zm9vYmFyYmF6cXV4';
  const store = await openSealedStore(dir);
  for (let n = 0; n < 5; n += 1) await store.seal('drill/canary', `${n}${canary}`);
  await store.rekey();
  const bytes = Buffer.from(canary);
  const needles = [canary, bytes.toString('hex'), bytes.toString('base64').slice(0, -4), bytes.toString('base64url')];
  for (const shift of [1, 2]) {
    needles.push(
      Buffer.concat([Buffer.alloc(shift), bytes])
        .toString('base64')
        .slice(4, -4),
    );
  }
  const seen = filesOf(dir).map((path) => path + readFileSync(path, 'latin1'));
  expect(seen.length).toBeGreaterThan(2);
  for (const needle of needles) expect(seen.some((text) => text.includes(needle))).toBe(false);
  expect(filesOf(dir).filter((path) => path.endsWith('.tmp'))).toEqual([]);
});

test('folders are 0700 and files 0600 whatever the umask', async () => {
  const umask = process.umask(0);
  try {
    const store = await openSealedStore(dir);
    await store.seal('a/b/c', 'x');
  } finally {
    process.umask(umask);
  }
  for (const folder of [dir, join(dir, 'a'), join(dir, 'a/b')]) expect(statSync(folder).mode & 0o777).toBe(0o700);
  for (const file of filesOf(dir)) expect(statSync(file).mode & 0o777).toBe(0o600);
});

test.each([0o644, 0o640, 0o604, 0o620])(
  'a master key of mode %o is refused with the command that mends it',
  async (mode) => {
    const store = await openSealedStore(dir);
    await store.seal('a', 'x');
    chmodSync(join(dir, 'master.key'), mode);
    const expected = { code: 'ERR_SECRET_EXPOSED', message: expect.stringContaining(`chmod 600 ${dir}/master.key`) };
    await expect(openSealedStore(dir)).rejects.toMatchObject(expected);
    await expect(store.open('a')).rejects.toMatchObject(expected);
    await expect(store.seal('b', 'y')).rejects.toMatchObject(expected);
  },
);

test('a folder that others may enter is refused', async () => {
  await openSealedStore(dir);
  chmodSync(dir, 0o750);
  await expect(openSealedStore(dir)).rejects.toMatchObject({
    code: 'ERR_SECRET_EXPOSED',
    message: expect.stringContaining(`chmod 700 ${dir}`),
  });
});

test('a missing name is answered with the nearest ones', async () => {
  const store = await openSealedStore(dir);
  await expect(store.open('billing')).rejects.toMatchObject({
    code: 'ERR_SECRET_MISSING',
    message: expect.stringContaining('the store is empty'),
  });
  for (const name of ['drill/billing', 'drill/research', 'issuer-admin', 'x']) await store.seal(name, 'x');
  await expect(store.open('drill/biling')).rejects.toMatchObject({
    code: 'ERR_SECRET_MISSING',
    message: expect.stringContaining('nearest: drill/billing, drill/research'),
  });
});

test.each([
  '',
  '..',
  '../x',
  'a/../b',
  'a//b',
  '/etc/passwd',
  'a/',
  '.hidden',
  'a/.b',
  'A',
  'a b',
  'a\u0000',
  'a\\..\\b',
  'a.age/b',
  `a/${'x'.repeat(201)}`,
])('%j is no name, and the error does not repeat it', async (name) => {
  const store = await openSealedStore(dir);
  await expect(store.seal(name, 'x')).rejects.toMatchObject({ code: 'ERR_SECRET_STORE' });
  await expect(store.open(name)).rejects.toMatchObject({ code: 'ERR_SECRET_STORE' });
  await expect(store.has(name)).rejects.toMatchObject({ code: 'ERR_SECRET_STORE' });
  await expect(store.seal('fbk_Super+Secret', 'x')).rejects.toThrow(/^(?!.*Super)/);
});

test('armor sealed by somebody else for our recipient is kept unopened and opens', async () => {
  const store = await openSealedStore(dir);
  const encrypter = new Encrypter();
  encrypter.addRecipient(readFileSync(join(dir, 'recipient'), 'utf8').trim());
  const text = armor.encode(await encrypter.encrypt('minted token'));
  await store.keep('grants/1', text);
  expect(readFileSync(join(dir, 'grants/1.age'), 'utf8')).toBe(text);
  expect(await store.open('grants/1')).toBe('minted token');
  await expect(store.keep('grants/2', 'plain token')).rejects.toMatchObject({ code: 'ERR_SECRET_STORE' });
  expect(await store.has('grants/2')).toBe(false);
});

test('armor for another recipient and a damaged file say so', async () => {
  const store = await openSealedStore(dir);
  const other = await openSealedStore(join(home, 'other'));
  await other.seal('x', 'for the other');
  await store.keep('x', readFileSync(join(home, 'other/x.age'), 'utf8'));
  await expect(store.open('x')).rejects.toMatchObject({ code: 'ERR_SECRET_STORE' });
  writeFileSync(join(dir, 'x.age'), 'half');
  await expect(store.open('x')).rejects.toMatchObject({ code: 'ERR_SECRET_STORE' });
});

test('a lost master key is never silently replaced while sealed values are there', async () => {
  const store = await openSealedStore(dir);
  await store.seal('a', 'x');
  rmSync(join(dir, 'master.key'));
  await expect(openSealedStore(dir)).rejects.toMatchObject({ code: 'ERR_SECRET_STORE' });
  writeFileSync(join(dir, 'master.key'), 'AGE-SECRET-KEY-1BROKENBROKEN', { mode: 0o600 });
  await expect(openSealedStore(dir)).rejects.toThrow(/^(?!.*BROKEN)/);
});

test('many openers and key makers at once agree on one master key and one key', async () => {
  const keys = await Promise.all(
    Array.from({ length: 12 }, async () => (await openSealedStore(dir)).key('fingerprint-key')),
  );
  expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1);
  expect(keys[0]).toHaveLength(32);
  const other = await (await openSealedStore(dir)).key('decision-key');
  expect(other.equals(keys[0] ?? Buffer.alloc(0))).toBe(false);
});
