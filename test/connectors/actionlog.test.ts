import { appendFileSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { actionlog } from '../../connectors/actionlog/actionlog-connector.ts';
import type { Connector, ConnectorContext } from '../../connectors/connector.ts';
import { openSealedStore, type SealedStore } from '../../store/sealed-store.ts';
import { runConnectorContract } from './connector-contract.ts';
import { hex, sealFor } from './oauth-fixture.ts';

const since = '2026-03-04T03:00:00.000Z';
const place = 'agent/billing/actions';
let dir: string;
let path: string;
let sealed: SealedStore;
let context: ConnectorContext;
let connector: Connector;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'firebreak-actionlog-'));
  path = join(dir, 'actions.jsonl');
  writeFileSync(path, '');
  sealed = await openSealedStore(join(dir, 'sealed'));
  context = { place, secrets: sealed, fingerprint: hex, concurrency: 4 };
  connector = actionlog.create({ path }, context);
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

const usual = {
  at: '2026-03-04T03:01:00.000Z',
  agent: 'billing',
  session: 's-1',
  keyId: 'key_1',
  kind: 'query.ran',
  effect: 'read',
};

function write(...lines: readonly (Record<string, unknown> | string)[]): void {
  for (const line of lines) {
    appendFileSync(path, typeof line === 'string' ? line : `${JSON.stringify({ ...usual, ...line })}\n`);
  }
}

async function pull(mark = '', limit = 100, agents: readonly string[] = ['billing']) {
  const page = await connector.pullActions?.({ keyIds: ['key_1'], agents, since, mark, limit });
  if (page === undefined) throw new Error('the connector reads no actions');
  return page;
}

const find = async () => (await connector.grants?.find?.({ keyIds: ['key_1'], agents: [], since })) ?? [];

describe('actions', () => {
  test('of the key ids or agents asked for, in the window, each once', async () => {
    write(
      { target: 'invoices' },
      { agent: 'other', keyId: 'key_2' },
      { agent: 'other' },
      { keyId: 'key_9', place: 'ledger-db' },
    );
    const page = await pull();
    expect(page.actions.map(({ agent, keyId, target }) => [agent, keyId, target])).toEqual([
      ['billing', 'key_1', 'invoices'],
      ['other', 'key_1', ''],
      ['billing', 'key_9', 'ledger-db'],
    ]);
    expect(await pull(page.mark)).toEqual({ actions: [], mark: page.mark, more: false });
    write({ target: 'later' });
    expect((await pull(page.mark)).actions.map(({ target }) => target)).toEqual(['later']);
  });

  test('come in pages that join without gap or repeat', async () => {
    write(...Array.from({ length: 25 }, (_, index) => ({ target: `t-${index}` })));
    const targets: string[] = [];
    const ids = new Set<string>();
    for (let mark = '', more = true; more; ) {
      const page = await pull(mark, 6);
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
    write(
      { at: '2026-03-04T02:00:00Z', target: 'before' },
      { target: 'in' },
      { at: '2026-03-04T01:00:00Z', target: 'dated back' },
    );
    const first = await pull('', 3);
    expect(first.actions.map(({ target }) => target)).toEqual(['in']);
    expect((await pull(first.mark)).actions.map(({ target }) => target)).toEqual(['dated back']);
  });

  test('a line still being written waits for its end', async () => {
    const line = JSON.stringify({ ...usual, target: 'whole' });
    write(line.slice(0, 30));
    const page = await pull();
    expect(page.actions).toEqual([]);
    write(line.slice(30), '\n');
    expect((await pull(page.mark)).actions.map(({ target }) => target)).toEqual(['whole']);
  });

  test('a line that is not readable is an action that says so, counted as irreversible', async () => {
    write('garbage\n', '{"at":"never"}\n', '\n', `"${'x'.repeat(1_100_000)}"\n`, { target: 'good' });
    const page = await pull();
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
    write({ effect: undefined }, { effect: 'harmless' });
    expect((await pull()).actions.map(({ effect }) => effect)).toEqual(['irreversible', 'irreversible']);
  });

  test('an endless last line is said, not waited for in silence', async () => {
    write({ target: 'good' }, 'x'.repeat(1_100_000));
    expect((await pull()).actions.map(({ kind }) => kind)).toEqual(['line.unreadable', 'query.ran']);
  });

  test.each([
    ['truncated', () => truncateSync(path, 0)],
    ['rotated', () => renameSync(path, `${path}.1`)],
    ['rewritten in place', () => undefined],
  ])('a log that was %s is read again from its beginning, and that is said', async (_how, change) => {
    write({ target: 'one' }, { target: 'two' });
    const { mark } = await pull();
    change();
    writeFileSync(path, '');
    write({ target: 'xyz' }, { target: 'uvw' }, { target: 'more' });
    const page = await pull(mark);
    expect(page.actions.map(({ kind, target }) => (kind === 'query.ran' ? target : kind))).toEqual([
      'log.rewritten',
      'xyz',
      'uvw',
      'more',
    ]);
  });

  test('names are one short line, whatever the agent wrote', async () => {
    write({ target: `a\u001b[2J\u202eb\nc${'x'.repeat(500)}`, session: `s\u0000${'y'.repeat(500)}` });
    const [action] = (await pull()).actions;
    expect(action?.target).toMatch(/^a \[2J b cx+…$/);
    expect(action?.target.length).toBeLessThanOrEqual(200);
    expect(action?.session.length).toBeLessThanOrEqual(120);
  });

  test('a log that is missing or no file is an error, not an empty answer', async () => {
    for (const wrong of [join(dir, 'none'), dir]) {
      const broken = actionlog.create({ path: wrong }, context);
      const query = { keyIds: [], agents: [], since, mark: '', limit: 10 };
      await expect(broken.pullActions?.(query)).rejects.toMatchObject({ code: 'ERR_PROVIDER_UNREACHABLE' });
      await expect(broken.findHandoffs?.([], since)).rejects.toMatchObject({ code: 'ERR_PROVIDER_UNREACHABLE' });
    }
  });
});

describe('handoffs', () => {
  test('from the sessions asked for, in the window', async () => {
    const handoff = { toAgent: 'research', toSession: 'r-1', brief: 'b-1' };
    write(
      { kind: 'brief.handed', handoff },
      { kind: 'brief.handed', handoff, session: 's-2' },
      { kind: 'brief.handed' },
      { kind: 'query.ran', handoff },
    );
    const handoffs = (await connector.findHandoffs?.(['s-1', 's-9'], since)) ?? [];
    expect(handoffs).toEqual([
      {
        id: expect.stringMatching(/^agent\/billing\/actions#0\./),
        at: usual.at,
        fromAgent: 'billing',
        fromSession: 's-1',
        ...handoff,
      },
    ]);
    expect(await connector.findHandoffs?.(['s-1'], '2026-03-04T05:00:00Z')).toEqual([]);
  });
});

describe('grants', () => {
  const grant = { id: 'g-1', kind: 'access_token', issuer: 'http://127.0.0.1:4001/', for: 'research' };

  test('are holdings at their issuer, which is known by its URL alone', async () => {
    const value = await sealFor(sealed.recipient, 'fbk_canary');
    write({
      kind: 'token.minted',
      grant: { ...grant, parent: 'g-0', expiresAt: '2026-03-04T04:00:00Z', sealed: value },
    });
    write({ kind: 'url.signed', grant: { ...grant, id: 'u-1', kind: 'signed_url', issuer: 'http://127.0.0.1:4005' } });
    write({ kind: 'token.minted', at: '2026-03-04T02:00:00Z', keyId: 'key_2', grant: { ...grant, id: 'g-2' } });
    const holdings = await find();
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
    expect(await sealed.open(holdings[0]?.secretRef ?? '')).toBe('fbk_canary');
    expect(JSON.stringify(holdings)).not.toContain('canary');
    expect(await find()).toEqual(holdings);
  });

  test('a second line cannot replace what the first one sealed', async () => {
    const [first, second] = [await sealFor(sealed.recipient, 'real'), await sealFor(sealed.recipient, 'fake')];
    write({ kind: 'token.minted', grant: { ...grant, sealed: first } });
    write({ kind: 'token.minted', grant: { ...grant, sealed: first } });
    write({ kind: 'token.minted', grant: { ...grant, sealed: second } });
    const holdings = await find();
    expect(await Promise.all(holdings.map(({ secretRef }) => sealed.open(secretRef ?? '')))).toEqual(['real', 'fake']);
    expect(new Set(holdings.map(({ id }) => id)).size).toBe(2);
  });

  test('a value that was not sealed for us leaves the grant known and unsealed', async () => {
    write({ kind: 'token.minted', grant: { ...grant, sealed: 'fbk_plain-canary' } });
    const [holding] = await find();
    expect(holding?.secretRef).toBeUndefined();
    expect(JSON.stringify(holding)).not.toContain('canary');
  });
});

describe('whatever an agent writes', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('billing', 'key_1', 's-1', 'token.minted', usual.at),
  );
  const line = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc
      .record(
        {
          at: fc.oneof(text, fc.constant(usual.at)),
          agent: text,
          session: text,
          keyId: text,
          kind: fc.oneof(text, fc.constantFrom('token.minted', 'url.signed', 'brief.handed')),
          effect: text,
          target: fc.oneof(text, fc.string({ minLength: 300, unit: 'binary' })),
          handoff: fc.oneof(fc.jsonValue(), fc.record({ toAgent: text, toSession: text, brief: text })),
          grant: fc.oneof(
            fc.jsonValue(),
            fc.record({ id: text, kind: fc.constantFrom('access_token', 'signed_url'), issuer: text, sealed: text }),
          ),
        },
        { requiredKeys: ['at', 'agent', 'kind'] },
      )
      .map((value) => JSON.stringify(value)),
  );

  test('nothing throws, nothing is read twice, and every name is one short line', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 8 }), async (lines) => {
        writeFileSync(path, lines.map((each) => `${each}\n`).join(''));
        connector = actionlog.create({ path }, context);
        const { actions, mark } = await pull();
        expect((await pull(mark)).actions).toEqual([]);
        const handoffs = (await connector.findHandoffs?.(['s-1'], since)) ?? [];
        const holdings = await find();
        for (const found of [...actions, ...handoffs, ...holdings].flatMap((each) => Object.values(each))) {
          if (typeof found !== 'string') continue;
          expect(found).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
        }
        for (const { target } of actions) expect(target.length).toBeLessThanOrEqual(400);
      }),
      { numRuns: 150 },
    );
  });
});

runConnectorContract({
  name: 'actionlog',
  operations: [],
  make: async () => ({
    connector,
    canaries: [],
    act: () => Promise.reject(new Error('the log is read, never changed')),
    close: () => Promise.resolve(),
  }),
  skip: [],
});
