import { afterEach, beforeEach, expect, test } from 'vitest';
import { createCaller } from '../../connectors/exchange.ts';
import { originFrom } from '../../connectors/origin.ts';
import { plainText } from '../../connectors/plain-text.ts';
import { callsTo, type FaultProxy, openFaultProxy } from '../support/fault-proxy.ts';

let server: FaultProxy;

beforeEach(async () => {
  server = await openFaultProxy();
});

afterEach(() => server.close());

const call = createCaller({ timeoutMs: 300, patienceMs: 1_500 });
const get = (once = false) => call({ method: 'GET', url: `${server.url}/x`, once });
const reply = (status: number, headers: Record<string, string> = {}, body = '') =>
  server.spoil({ mode: 'reply', calls: callsTo('/x'), status, headers, body });

test('a server that nobody reaches has seen nothing', async () => {
  await server.close();
  expect(await get()).toEqual({ state: 'unsent' });
});

test('a request without an answer may have been done', async () => {
  server.spoil({ mode: 'hang', calls: callsTo('/x') });
  expect(await get()).toEqual({ state: 'lost' });
});

test('redirects are answers, not followed', async () => {
  reply(302, { location: 'http://127.0.0.1:9/' });
  expect(await get()).toMatchObject({ state: 'answered', status: 302 });
});

test('a pause longer than our patience is not waited for', async () => {
  reply(429, { 'retry-after': '60' });
  expect(await get()).toMatchObject({ state: 'answered', status: 429 });
  expect(server.requests).toHaveLength(1);
});

test('503 with a time is asked again, but not when the request creates something', async () => {
  reply(503, { 'retry-after': new Date(Date.now() + 100).toUTCString() });
  expect(await get(true)).toMatchObject({ status: 503 });
  expect(server.requests).toHaveLength(1);
  server.spoil({ mode: 'reply', calls: callsTo('/x'), status: 503, headers: { 'retry-after': '0' }, times: 2 });
  expect(await get()).toMatchObject({ state: 'lost' }); // Nothing stands behind this proxy.
  expect(server.requests).toHaveLength(4);
});

test('an answer too long to be one is read as empty', async () => {
  reply(200, {}, 'x'.repeat(1_100_000));
  expect(await get()).toMatchObject({ state: 'answered', status: 200, text: '' });
});

test('texts of others become one short line', () => {
  expect(plainText('a\r\n\u2028\u202eb\ud800c', 200)).toBe('a b c');
  expect(plainText('😀'.repeat(300), 200)).toBe(`${'😀'.repeat(199)}…`);
});

test('an origin is one spelling of a base URL', () => {
  expect(originFrom('HTTP://User:Pass@Example.COM:80/a/../b//?q#f')).toBe('http://example.com/b');
  expect(originFrom('https://example.com')).toBe('https://example.com');
  for (const wrong of ['', 'example.com', 'file:///etc', 'javascript:1']) expect(originFrom(wrong)).toBeNull();
});
