import { renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { actionlog } from '../../connectors/actionlog/actionlog-connector.ts';
import { type ActionlogFixture, openActionlogFixture, place, since, usual } from './actionlog-fixture.ts';

let fixture: ActionlogFixture;

beforeEach(async () => {
  fixture = await openActionlogFixture();
});

afterEach(() => fixture.close());

test('of the key ids or agents asked for, in the window, each once', async () => {
  fixture.write(
    { target: 'invoices' },
    { agent: 'other', keyId: 'key_2' },
    { agent: 'other' },
    { keyId: 'key_9', place: 'ledger-db' },
  );
  const page = await fixture.pull();
  expect(page.actions.map(({ agent, keyId, target }) => [agent, keyId, target])).toEqual([
    ['billing', 'key_1', 'invoices'],
    ['other', 'key_1', ''],
    ['billing', 'key_9', 'ledger-db'],
  ]);
  expect(await fixture.pull(page.mark)).toEqual({ actions: [], mark: page.mark, more: false });
  fixture.write({ target: 'later' });
  expect((await fixture.pull(page.mark)).actions.map(({ target }) => target)).toEqual(['later']);
});

test('come in pages that join without gap or repeat', async () => {
  fixture.write(...Array.from({ length: 25 }, (_, index) => ({ target: `t-${index}` })));
  const targets: string[] = [];
  const ids = new Set<string>();
  for (let mark = '', more = true; more; ) {
    const page = await fixture.pull(mark, 6);
    expect(page.actions.length).toBeLessThanOrEqual(6);
    for (const action of page.actions) {
      targets.push(action.target);
      ids.add(action.id);
    }
    ({ mark, more } = page);
  }
  expect(targets).toEqual(Array.from({ length: 25 }, (_, index) => `t-${index}`));
  expect(ids.size).toBe(25);
});

test('before the window do not count, but a line dated back behind one in the window does', async () => {
  fixture.write(
    { at: '2026-03-04T02:00:00Z', target: 'before' },
    { target: 'in' },
    { at: '2026-03-04T01:00:00Z', target: 'dated back' },
  );
  const first = await fixture.pull('', 3);
  expect(first.actions.map(({ target }) => target)).toEqual(['in']);
  expect((await fixture.pull(first.mark)).actions.map(({ target }) => target)).toEqual(['dated back']);
});

test('a line still being written waits for its end', async () => {
  const line = JSON.stringify({ ...usual, target: 'whole' });
  fixture.write(line.slice(0, 30));
  const page = await fixture.pull();
  expect(page.actions).toEqual([]);
  fixture.write(line.slice(30), '\n');
  expect((await fixture.pull(page.mark)).actions.map(({ target }) => target)).toEqual(['whole']);
});

test('a line that is not readable is an action that says so, counted as irreversible', async () => {
  fixture.write('garbage\n', '{"at":"never"}\n', '\n', `"${'x'.repeat(1_100_000)}"\n`, { target: 'good' });
  const page = await fixture.pull();
  expect(page.actions.map(({ kind }) => kind)).toEqual([
    'line.unreadable',
    'line.unreadable',
    'line.unreadable',
    'query.ran',
  ]);
  expect(page.actions[0]).toMatchObject({ effect: 'irreversible', place });
  expect(page.actions[2]?.target).toContain('longer');
});

test('an effect the log does not state is counted as irreversible', async () => {
  fixture.write({ effect: undefined }, { effect: 'harmless' });
  expect((await fixture.pull()).actions.map(({ effect }) => effect)).toEqual(['irreversible', 'irreversible']);
});

test('an endless last line is said, not waited for in silence', async () => {
  fixture.write({ target: 'good' }, 'x'.repeat(1_100_000));
  expect((await fixture.pull()).actions.map(({ kind }) => kind)).toEqual(['line.unreadable', 'query.ran']);
});

test.each([
  ['truncated', () => truncateSync(fixture.path, 0)],
  ['rotated', () => renameSync(fixture.path, `${fixture.path}.1`)],
  ['rewritten in place', () => undefined],
])('a log that was %s is read again from its beginning, and that is said', async (_how, change) => {
  fixture.write({ target: 'one' }, { target: 'two' });
  const { mark } = await fixture.pull();
  change();
  writeFileSync(fixture.path, '');
  fixture.write({ target: 'xyz' }, { target: 'uvw' }, { target: 'more' });
  const page = await fixture.pull(mark);
  expect(page.actions.map(({ kind, target }) => (kind === 'query.ran' ? target : kind))).toEqual([
    'log.rewritten',
    'xyz',
    'uvw',
    'more',
  ]);
});

test('names are one short line, whatever the agent wrote', async () => {
  fixture.write({ target: `a\u001b[2J\u202eb\nc${'x'.repeat(500)}`, session: `s\u0000${'y'.repeat(500)}` });
  const [action] = (await fixture.pull()).actions;
  expect(action?.target).toMatch(/^a \[2J b cx+…$/);
  expect(action?.target.length).toBeLessThanOrEqual(200);
  expect(action?.session.length).toBeLessThanOrEqual(120);
});

test('a log that is missing or no file is an error, not an empty answer', async () => {
  for (const wrong of [join(fixture.dir, 'none'), fixture.dir]) {
    const broken = actionlog.create({ path: wrong }, fixture.context);
    const query = { keyIds: [], agents: [], since, mark: '', limit: 10 };
    await expect(broken.pullActions?.(query)).rejects.toMatchObject({ code: 'ERR_PROVIDER_UNREACHABLE' });
    await expect(broken.findHandoffs?.([], since)).rejects.toMatchObject({ code: 'ERR_PROVIDER_UNREACHABLE' });
  }
});
