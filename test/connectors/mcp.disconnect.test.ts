import { appendFile, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Connector } from '../../connectors/connector.ts';
import { mcp } from '../../connectors/mcp/mcp-connector.ts';
import type { Holding } from '../../domain/holding.ts';
import { listen, openTools, pairs, portOf, shut, type Tools } from '../support/tools.ts';
import { type ContractFixture, runConnectorContract } from './connector-contract.ts';
import { contextFor } from './held-secrets.ts';

const place = 'surface/tools-a';
const epoch = new Date(0).toISOString();
const dependent = { id: 'invoicer', handover: { path: '', recipient: '' } };
let tools: Tools;
let connector: Connector;
let stub: Server | undefined;

beforeAll(async () => {
  tools = await openTools();
});

afterAll(() => tools.close());

beforeEach(async () => {
  await writeFile(tools.accessLog, '');
  connector = connect();
});

afterEach(async () => {
  tools.proxy.heal();
  if (stub !== undefined) await shut(stub);
  stub = undefined;
});

function connect(changes: { url?: string; effects?: Record<string, 'read' | 'irreversible'> } = {}): Connector {
  const { url, issuer, accessLog } = tools;
  const given = { url, issuer, admin: 'admin', accessLog, timeoutMs: 1_000, ...changes };
  return mcp.create(mcp.settings.parse(given), contextFor(place, pairs));
}

async function find(query: { keyIds?: string[]; agents?: string[] } = { keyIds: ['key-old'] }) {
  return (await connector.connections?.find?.({ keyIds: [], agents: [], since: epoch, ...query })) ?? [];
}

async function openOld(client = 'billing'): Promise<{ token: string; session: string }> {
  const token = await tools.token(pairs.old);
  return { token, session: await tools.open(token, client) };
}

test('finds the sessions of a key id or an agent that are not known to have ended', async () => {
  const { token, session } = await openOld();
  const other = await tools.open(await tools.token(pairs.next), 'invoicer');
  const ended = await openOld();
  await tools.send('DELETE', ended.token, ended.session);
  expect(await tools.send('POST', token, session)).toBe(200);
  const held = await find();
  expect(held).toMatchObject([
    { id: `${place}#${session}`, kind: 'connection', keyId: 'key-old', name: expect.stringContaining('billing') },
  ]);
  expect((await find({ agents: ['billing'] })).map(({ id }) => id)).toEqual(held.map(({ id }) => id));
  expect(await find({ agents: ['invoicer'] })).toMatchObject([{ locator: { session: other }, agent: 'invoicer' }]);
});

test('closes a session, and proves it by the refusal of its old id', async () => {
  const { token, session } = await openOld();
  const held = await find();
  expect(await connector.connections?.confirm?.(held)).toMatchObject([{ state: 'still-open' }]);
  expect(await connector.connections?.end?.(held)).toMatchObject([{ outcome: 'accepted' }]);
  expect(await tools.send('POST', token, session)).toBe(400);
  expect(await connector.connections?.confirm?.(held)).toMatchObject([{ state: 'ended', proof: { level: 'refused' } }]);
  expect(await connector.connections?.end?.(held)).toMatchObject([{ outcome: 'already-done' }]);
  expect(await find()).toEqual([]);
});

test('leaves no session of its own behind', async () => {
  await openOld();
  const held = await find();
  await connector.connections?.end?.(held);
  await connector.connections?.confirm?.(held);
  expect(await find({ keyIds: ['tools-admin'] })).toEqual([]);
});

test('a session that is gone is not proven by a server that may hide the sessions of others', async () => {
  const { token, session } = await openOld();
  await tools.send('DELETE', token, session);
  const held = [holding(session)];
  expect(await connector.connections?.confirm?.(held)).toMatchObject([
    { state: 'unknowable', reason: expect.stringContaining('hide') },
  ]);
  await openOld();
  await connector.connections?.end?.(await find());
  expect(await connector.connections?.confirm?.(held)).toMatchObject([{ state: 'ended' }]);
  expect(await connect().connections?.confirm?.(held)).toMatchObject([{ state: 'ended' }]);
});

test('a server that forbids closing is a refusal, and the session stays open', async () => {
  connector = connect({ url: await serve({ DELETE: 405, POST: 200 }) });
  const held = [holding('abc')];
  const [result] = (await connector.connections?.end?.(held)) ?? [];
  expect(result).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('405') });
  expect(await connector.connections?.confirm?.(held)).toMatchObject([{ state: 'still-open' }]);
});

test('a server that says closed and keeps the session is found out', async () => {
  connector = connect({ url: await serve({ DELETE: 200, POST: 200 }) });
  const held = [holding('abc')];
  expect(await connector.connections?.end?.(held)).toMatchObject([{ outcome: 'accepted' }]);
  expect(await connector.connections?.confirm?.(held)).toMatchObject([{ state: 'still-open' }]);
});

test('a server that answers everything with 400 proves nothing', async () => {
  connector = connect({ url: await serve({ DELETE: 400, POST: 400 }) });
  const held = [holding('abc')];
  expect(await connector.connections?.end?.(held)).toMatchObject([{ outcome: 'refused' }]);
  expect(await connector.connections?.confirm?.(held)).toMatchObject([{ state: 'unknowable' }]);
});

test('probes a pair as an attacker would, and leaves neither session nor token behind', async () => {
  expect(await connector.probe?.('old')).toEqual({ state: 'accepted' });
  expect(await find()).toEqual([]);
  expect(await connector.probe?.('wrong')).toMatchObject({ state: 'refused', proof: { level: 'refused' } });
});

test('probe: a token that the server refuses is a refusal; a server that is not there is unknown', async () => {
  const refusing = connect({ url: await serve({ DELETE: 401, POST: 401 }) });
  expect(await refusing.probe?.('old')).toMatchObject({ state: 'refused' });
  expect(await connect({ url: 'http://127.0.0.1:1/mcp' }).probe?.('old')).toMatchObject({ state: 'unknown' });
});

test('sees with which key id the server answered a dependent', async () => {
  const since = new Date(Date.now() - 1).toISOString();
  await tools.open(await tools.token(pairs.old), 'bystander');
  expect(await connector.seen?.(dependent, 'key-next', since)).toMatchObject({ state: 'not-seen', keyId: '' });
  await tools.open(await tools.token(pairs.old), 'invoicer');
  expect(await connector.seen?.(dependent, 'key-next', since)).toMatchObject({ state: 'not-seen', keyId: 'key-old' });
  await tools.open(await tools.token(pairs.next), 'invoicer');
  expect(await connector.seen?.(dependent, 'key-next', since)).toMatchObject({ state: 'seen', keyId: 'key-next' });
  const later = new Date(Date.now() + 60_000).toISOString();
  expect(await connector.seen?.(dependent, 'key-next', later)).toMatchObject({ state: 'not-seen' });
});

test('pulls tool calls with the effect the settings give them, and says what it cannot read', async () => {
  connector = connect({ effects: { echo: 'read' } });
  const { token, session } = await openOld();
  await tools.send('POST', token, session, toolCall('echo'));
  await tools.send('POST', token, session, toolCall('get-sum'));
  await tools.send('POST', token, session, { method: 'tools/list' });
  await appendFile(tools.accessLog, 'not a line\n');
  const query = { keyIds: ['key-old'], agents: [], since: epoch, mark: '', limit: 100 };
  const page = await connector.pullActions?.(query);
  expect(page?.actions.map(({ kind, effect, target }) => [kind, effect, target])).toEqual([
    ['session.opened', 'read', 'session'],
    ['tool.called', 'read', 'echo'],
    ['tool.called', 'reversible', 'get-sum'],
    ['request.answered', 'read', 'tools/list'],
    ['line.unreadable', 'irreversible', expect.stringContaining('not known')],
  ]);
  expect(JSON.stringify(page)).not.toContain('canary');
  expect(await connector.pullActions?.({ ...query, mark: page?.mark ?? '' })).toMatchObject({ actions: [] });
});

function toolCall(name: string): object {
  return { method: 'tools/call', params: { name, arguments: { message: 'canary-text' } } };
}

/** A server with sessions that answers each method with one status; it opens sessions when it says 200. */
async function serve(statuses: Record<'DELETE' | 'POST', number>): Promise<string> {
  stub = await listen((request, response) => {
    const status = statuses[request.method === 'DELETE' ? 'DELETE' : 'POST'];
    response.writeHead(status, status === 200 ? { 'mcp-session-id': 'stub' } : {}).end('{}');
  });
  return `http://127.0.0.1:${portOf(stub)}/mcp`;
}

function holding(session: string): Holding {
  const id = `${place}#${session}`;
  return { id, kind: 'connection', place, name: 'hand-made', keyId: 'key-old', openedAt: epoch, locator: { session } };
}

runConnectorContract({
  name: 'mcp',
  operations: ['connections.end'],
  make: async (): Promise<ContractFixture> => {
    const { token, session } = await openOld();
    const contracted = connect();
    const held = [holding(session)];
    return {
      connector: contracted,
      proxy: tools.proxy,
      canaries: [pairs.admin.secret, pairs.old.secret, token],
      act: async () => ({
        run: async () => (await contracted.connections?.end?.(held)) ?? [],
        vanish: async () => void (await tools.send('DELETE', token, session)),
        isUnchanged: async () => (await tools.send('POST', token, session)) === 200,
        isProven: async () => (await contracted.connections?.confirm?.(held))?.[0]?.state === 'ended',
        calls: (method) => method === 'DELETE',
      }),
      close: async () => undefined,
    };
  },
});
