import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openSealedStore } from '../../store/sealed-store.ts';
import { userFolder } from './files.ts';
import { terminal } from './terminal.ts';

const secret = 'fbk_TopSecretValueOfTheTest';

function everythingUnder(dir: string): string {
  const files = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map((file) => readFileSync(join(file.parentPath, file.name), 'latin1')).join('\n');
}

describe('firebreak secret', () => {
  test('seals what comes in on standard input, and never shows it', async () => {
    const state = join(userFolder(), 'state');
    const shell = terminal(state);
    shell.stdin.end(`${secret}\n`);
    expect(await shell.run('secret', 'put', 'drill/billing', '--key-id', 'agent-billing', '-', '--state', state)).toBe(
      0,
    );
    const store = await openSealedStore(join(state, 'sealed'));
    expect(JSON.parse(await store.open('drill/billing'))).toEqual({ keyId: 'agent-billing', secret });
    expect(everythingUnder(state)).not.toContain(secret);
    expect(shell.out() + shell.err()).not.toContain(secret);
  });

  test('seals a file as it is, without its last line end', async () => {
    const dir = userFolder();
    writeFileSync(join(dir, 'key.json'), '{"a":1}\r\n');
    const shell = terminal(dir);
    expect(await shell.run('secret', 'put', 'key', '--file', 'key.json', '--state', 'state')).toBe(0);
    expect(await (await openSealedStore(join(dir, 'state', 'sealed'))).open('key')).toBe('{"a":1}');
  });

  test('asks at a terminal without showing what is typed', async () => {
    const state = join(userFolder(), 'state');
    const shell = terminal(state, { interactive: true });
    const putting = shell.run('secret', 'put', 'typed', '--state', state);
    await shell.until('not shown');
    shell.stdin.write(`${secret}\n`);
    expect(await putting).toBe(0);
    expect(shell.out() + shell.err()).not.toContain(secret);
    expect(await (await openSealedStore(join(state, 'sealed'))).open('typed')).toBe(secret);
  });

  test.each([
    ['as an argument', [secret]],
    ['as two arguments', ['-', secret]],
    ['as an option', [`--value=${secret}`]],
    ['as an option of its own', [`-${secret}`]],
  ])('refuses a secret %s without repeating it, and says how to do it', async (_title, words) => {
    const state = join(userFolder(), 'state');
    const shell = terminal(state);
    expect(await shell.run('secret', 'put', 'drill/billing', ...words, '--state', state)).toBe(2);
    expect(shell.err()).toMatch(/^ERR_SECRET_EXPOSED: .*--file FILE.*\nsafe: nothing was sealed/);
    expect(shell.err()).not.toContain(secret.slice(4));
    expect(existsSync(join(state, 'sealed', 'drill'))).toBe(false);
  });

  test.each([
    ['a reserved name', 'firebreak/decision-key', 'names under firebreak/'],
    ['a name that leaves the folder', '../outside', 'no name for a secret'],
  ])('refuses %s', async (_title, name, why) => {
    const state = join(userFolder(), 'state');
    const shell = terminal(state);
    shell.stdin.end(secret);
    expect(await shell.run('secret', 'put', name, '--state', state)).not.toBe(0);
    expect(shell.err()).toContain(why);
  });

  test('refuses to seal nothing', async () => {
    const state = join(userFolder(), 'state');
    const shell = terminal(state);
    shell.stdin.end('\n');
    expect(await shell.run('secret', 'put', 'empty', '--state', state)).toBe(2);
  });

  test('lists names, and a rekey keeps every value under a new recipient', async () => {
    const state = join(userFolder(), 'state');
    const first = await openSealedStore(join(state, 'sealed'));
    await first.seal('a', 'one');
    await first.seal('b/c', 'two');
    const before = terminal(state);
    expect(await before.run('secret', 'recipient', '--state', state)).toBe(0);
    const rekey = terminal(state);
    expect(await rekey.run('secret', 'rekey', '--state', state)).toBe(0);
    expect(rekey.out()).toMatch(/^2 secrets sealed anew for age1/);
    expect(rekey.out()).not.toContain(before.out().trim());
    const list = terminal(state);
    expect(await list.run('secret', 'list', '--json', '--state', state)).toBe(0);
    const { secrets } = JSON.parse(list.out()) as { secrets: { name: string }[] };
    expect(secrets.map(({ name }) => name)).toEqual(['a', 'b/c']);
    expect(await (await openSealedStore(join(state, 'sealed'))).open('b/c')).toBe('two');
  });
});
