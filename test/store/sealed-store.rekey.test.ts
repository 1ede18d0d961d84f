import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateX25519Identity } from 'age-encryption';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSealedStore, type SealedStore } from '../../store/sealed-store.ts';

let home: string;
let dir: string;
let store: SealedStore;
const names = ['a', 'b/c', 'd'];
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'firebreak-rekey-'));
  dir = join(home, 'sealed');
  store = await openSealedStore(dir);
  for (const name of names) await store.seal(name, `value of ${name}`);
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

async function expectAllOpen(): Promise<void> {
  const opened = await openSealedStore(dir);
  for (const name of names) expect(await opened.open(name)).toBe(`value of ${name}`);
  expect((await opened.list()).map((entry) => entry.name)).toEqual(names);
}

test('a rekey changes the identity and the recipient; all values open, the old identity opens none', async () => {
  const before = { recipient: store.recipient, key: readFileSync(join(dir, 'master.key'), 'utf8') };
  expect(await store.rekey()).toBe(3);
  expect(store.recipient).not.toBe(before.recipient);
  expect(readFileSync(join(dir, 'master.key'), 'utf8')).not.toBe(before.key);
  await expectAllOpen();
  cpSync(dir, join(home, 'stolen'), { recursive: true });
  writeFileSync(join(home, 'stolen/master.key'), before.key, { mode: 0o600 });
  const stolen = await openSealedStore(join(home, 'stolen'));
  for (const name of names) await expect(stolen.open(name)).rejects.toMatchObject({ code: 'ERR_SECRET_STORE' });
  expect(readdirSync(dir).sort()).toEqual(['a.age', 'b', 'd.age', 'master.key', 'recipient']);
});

test('killed after the new identity was added: all opens, sealing works, the next rekey ends it', async () => {
  const next = await generateX25519Identity();
  writeFileSync(join(dir, 'master.key.next'), `${next}\n`, { mode: 0o600 });
  await expectAllOpen();
  await store.seal('d', 'value of d');
  await expectAllOpen();
  expect(await store.rekey()).toBe(2);
  expect(readFileSync(join(dir, 'master.key'), 'utf8').trim()).toBe(next);
  await expectAllOpen();
});

test('killed while a file was moved aside: it opens, is listed, and the next rekey puts it back', async () => {
  writeFileSync(join(dir, 'master.key.next'), `${await generateX25519Identity()}\n`, { mode: 0o600 });
  renameSync(join(dir, 'b/c.age'), join(dir, 'b/c.age.rekeying'));
  await expectAllOpen();
  await store.rekey();
  await expectAllOpen();
  expect(existsSync(join(dir, 'b/c.age.rekeying'))).toBe(false);
});

test('killed after the new file was made but before the old was removed: the new one counts', async () => {
  cpSync(join(dir, 'd.age'), join(dir, 'd.age.rekeying'));
  await store.seal('d', 'newer');
  await store.rekey();
  expect(await store.open('d')).toBe('newer');
  expect(existsSync(join(dir, 'd.age.rekeying'))).toBe(false);
});

test('two rekeys at once: one is told to wait, and a lock left by a dead process does not block', async () => {
  const results = await Promise.allSettled([store.rekey(), store.rekey()]);
  expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
  await expectAllOpen();
  // Above the largest process id Linux gives out.
  writeFileSync(join(dir, 'rekey.lock'), '4194305\n', { mode: 0o600 });
  expect(await store.rekey()).toBe(3);
  await expectAllOpen();
});

test('a file that nobody can open does not stop a rekey', async () => {
  writeFileSync(join(dir, 'broken.age'), 'half', { mode: 0o600 });
  expect(await store.rekey()).toBe(3);
  expect(readFileSync(join(dir, 'broken.age'), 'utf8')).toBe('half');
});
