/** Stops a sealed store's work before each single file operation, in turn: killed there, or met there by another process. */
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import type * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { openSealedStore, type SealedStore } from '../../store/sealed-store.ts';

// Each test runs the work once per operation it has, fsync included.
vi.setConfig({ testTimeout: 90_000 });

const step = vi.hoisted(() => ({ before: async (): Promise<void> => undefined }));

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof fs>();
  const stopped = Object.entries(real).map(([name, value]): [string, unknown] => {
    if (typeof value !== 'function') return [name, value];
    const call = value as (...args: unknown[]) => Promise<unknown>;
    return [name, async (...args: unknown[]) => await step.before().then(() => call(...args))];
  });
  return Object.fromEntries(stopped);
});

let home: string;
let dir: string;
let store: SealedStore;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'firebreak-step-'));
  dir = join(home, 'sealed');
  const template = await openSealedStore(join(home, 'template'));
  await template.seal('a', 'value of a');
  await template.seal('b/c', 'old');
});
beforeEach(renew);
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** A new folder for each operation stopped at. */
async function renew(): Promise<void> {
  rmSync(dir, { recursive: true, force: true });
  cpSync(join(home, 'template'), dir, { recursive: true });
  store = await openSealedStore(dir);
}

/** Runs `work`; before its operation number `at` does `other` first. False when it has fewer operations. */
async function meet(at: number, work: () => Promise<unknown>, other: () => Promise<unknown>): Promise<boolean> {
  let count = 0;
  step.before = async () => {
    count += 1;
    if (count !== at) return;
    step.before = async () => undefined;
    await other();
  };
  await work();
  const met = count >= at;
  step.before = async () => undefined;
  return met;
}

/** Runs `work` until its operation number `at`; neither that one nor any later one happens. */
async function killed(at: number, work: () => Promise<unknown>): Promise<boolean> {
  let count = 0;
  step.before = async () => {
    count += 1;
    if (count >= at) throw new Error('killed');
  };
  const died = await work().then(
    () => false,
    () => true,
  );
  step.before = async () => undefined;
  rmSync(join(dir, 'rekey.lock'), { force: true });
  return died;
}

test('a rekey killed before any of its operations leaves everything open, and the next one ends it', async () => {
  let at = 1;
  for (; await killed(at, () => store.rekey()); at += 1) {
    const later = await openSealedStore(dir);
    expect((await later.list()).map((entry) => entry.name)).toEqual(['a', 'b/c']);
    expect([await later.open('a'), await later.open('b/c')]).toEqual(['value of a', 'old']);
    await later.seal('b/c', 'new');
    await later.rekey();
    expect([await later.open('a'), await later.open('b/c')]).toEqual(['value of a', 'new']);
    expect(existsSync(join(dir, 'master.key.next'))).toBe(false);
    expect(readdirSync(dir, { recursive: true }).filter((name) => String(name).endsWith('.rekeying'))).toEqual([]);
    await renew();
  }
  expect(at).toBeGreaterThan(30);
});

test('a value sealed at any moment of a rekey is the one that stays', async () => {
  let at = 1;
  for (
    ;
    await meet(
      at,
      () => store.rekey(),
      () => store.seal('b/c', 'new'),
    );
    at += 1
  ) {
    expect([await store.open('a'), await store.open('b/c')]).toEqual(['value of a', 'new']);
    await renew();
  }
  expect(at).toBeGreaterThan(30);
});

test('a rekey at any moment of a sealing or a key being made leaves no value behind', async () => {
  let at = 1;
  for (
    ;
    await meet(
      at,
      () => store.seal('b/c', 'new'),
      () => store.rekey(),
    );
    at += 1
  ) {
    expect(await store.open('b/c')).toBe('new');
    await renew();
  }
  expect(at).toBeGreaterThan(5);
  let key: Buffer | undefined;
  const makeKey = async (): Promise<void> => {
    key = await store.key('decision-key');
  };
  for (at = 1; await meet(at, makeKey, () => store.rekey()); at += 1) {
    expect(await store.key('decision-key')).toEqual(key);
    await renew();
  }
  expect(at).toBeGreaterThan(5);
});

test('a rekey at any moment of a reading does not disturb it', async () => {
  let opened = '';
  const read = async (): Promise<void> => {
    opened = await store.open('b/c');
  };
  let at = 1;
  for (; await meet(at, read, () => store.rekey()); at += 1) expect(opened).toBe('old');
  expect(at).toBeGreaterThan(3);
});

test('a reading at any moment of a rekey finds the value', async () => {
  let opened = '';
  const read = async (): Promise<void> => {
    opened = await store.open('b/c');
    expect(await store.has('b/c')).toBe(true);
    expect(await store.list()).toHaveLength(2);
  };
  for (let at = 1; await meet(at, () => store.rekey(), read); at += 1) expect(opened).toBe('old');
});

test('two processes that make the same key meet at any moment and get one', async () => {
  let keys: Buffer[] = [];
  const makeKey = async (): Promise<void> => {
    keys.push(await store.key('decision-key'));
  };
  for (let at = 1; await meet(at, makeKey, makeKey); at += 1) {
    expect(keys[0]).toEqual(keys[1]);
    keys = [];
    await renew();
  }
});
