import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseInventory } from '../../config.ts';
import { FirebreakError } from '../../domain/errors.ts';
import { inventoryText, kinds } from './kinds.ts';

const file = '/srv/team/firebreak.yaml';

function refusal(text: string): string {
  try {
    parseInventory(text, file, kinds);
  } catch (error) {
    if (error instanceof FirebreakError && error.code === 'ERR_CONFIG') return error.message;
    throw error;
  }
  throw new Error('the inventory was accepted');
}

function edited(from: string, to: string): string {
  expect(inventoryText).toContain(from);
  return inventoryText.replace(from, to);
}

/** The text that follows `line:column: ` of the first complaint. */
const cases: readonly (readonly [title: string, from: string, to: string, complaint: string])[] = [
  [
    'unknown connector',
    'connector: postgres',
    'connector: postgress',
    ':9:27: surfaces.ledger-db.connector: this connector is not known; expected one of oauth, postgres, process, actionlog; did you mean postgres?',
  ],
  [
    'unknown credential',
    'credential: research }',
    'credential: reserch }',
    ':19:38: agents.research.credential: reserch is no credential here; expected billing, research; did you mean research?',
  ],
  [
    'unknown issuer',
    'issuer: main, surfaces: []',
    'issuer: mian, surfaces: []',
    ':12:45: credentials.research.issuer: mian is no issuer here; expected main; did you mean main?',
  ],
  [
    'unknown surface',
    'surfaces: [ledger-db], secret',
    'surfaces: [ledgerdb], secret',
    ':11:64: credentials.billing.surfaces[0]: ledgerdb is no surface here; expected ledger-db; did you mean ledger-db?',
  ],
  [
    'unknown owner',
    'owner: bo',
    'owner: bob',
    ':19:22: agents.research.owner: bob is no responder here; expected ana, bo; did you mean bo?',
  ],
  [
    'dependent on a surface its credential is not accepted at',
    'surfaces: [ledger-db, issuer/main]',
    'surfaces: [tools]',
    ':24:16: dependents.invoicer.surfaces[0]: tools is no surface of credential billing here; expected ledger-db, issuer/main',
  ],
  [
    'unknown key',
    'owner: bo',
    'ownr: bo, owner: bo',
    ':19:15: agents.research.ownr: unknown key; expected owner, credential, sessions, actions; did you mean owner?',
  ],
  [
    'unknown key at the top',
    'environments: [production',
    'environmentz: []\nenvironments: [production',
    ':2:1: environmentz: unknown key',
  ],
  ['missing key', ', secret: drill/research', '', ':12:3: credentials.research.secret: missing; expected text'],
  [
    'a setting the connector refuses',
    'port: 4002',
    'port: "4002"',
    ':9:60: surfaces.ledger-db.port: saw text; expected a number',
  ],
  [
    'a setting the connector does not know',
    'port: 4002',
    'port: 4002, prot: 1',
    ':9:66: surfaces.ledger-db.prot: unknown key; expected host, port, admin; did you mean port?',
  ],
  ['the same agent twice', '  research: { owner', '  billing: { owner', ':19:3: this key stands here a second time'],
  ['the same responder twice', 'id: bo', 'id: ana', ':5:11: responders[1].id: responder ana stands here twice'],
  [
    'two dependents handed over in one file',
    'dependents:\n',
    `dependents:\n  a: { owner: ana, credential: billing, surfaces: [ledger-db], handover: { path: handover/invoicer.age, recipient: age1${'q'.repeat(58)} } }\n`,
    'dependents.invoicer.handover.path: dependent a is handed',
  ],
  [
    'an environment nobody answers for',
    'environments: [production, staging] }',
    'environments: [staging] }',
    ':11:14: credentials.billing.environment: no responder may answer in production',
  ],
  [
    'one secret for two credentials',
    'drill/research',
    'drill/billing',
    ':12:73: credentials.research.secret: this secret is credential billing',
  ],
  ['an id with a space', '  research: { env', '  re search: { env', ':12:3: credentials.re?search: this is no id'],
  ['a wrong version', 'version: 1', 'version: 2', ':1:10: version: saw a number; expected 1'],
  ['a bad recipient', 'age1q', 'age2q', 'saw no age recipient'],
];

describe('parseInventory', () => {
  test('resolves references to place ids and paths to the folder of the file', () => {
    const inventory = parseInventory(inventoryText, file, kinds);
    expect(inventory.places.map((place) => place.id)).toEqual([
      'issuer/main',
      'surface/ledger-db',
      'agent/billing/sessions',
      'agent/billing/actions',
    ]);
    expect(inventory.places[0]?.settings).toEqual({
      url: 'http://127.0.0.1:4001',
      issuanceLog: '/srv/team/logs/issued.jsonl',
    });
    expect(inventory.places[2]?.settings).toEqual({ runDir: '/srv/team/run', barFile: '/var/bar.json' });
    expect(inventory.credentials[0]).toEqual({
      id: 'billing',
      environment: 'production',
      issuer: 'issuer/main',
      surfaces: ['surface/ledger-db'],
      secret: 'drill/billing',
    });
    expect(inventory.agents[1]).toEqual({
      id: 'research',
      owner: 'bo',
      credential: 'research',
      sessions: [],
      actions: [],
    });
    expect(inventory.dependents[0]?.surfaces).toEqual(['surface/ledger-db', 'issuer/main']);
    expect(inventory.dependents[0]?.handover.path).toBe('/srv/team/handover/invoicer.age');
  });

  test('hashes what is said, not how it is written', () => {
    const hash = parseInventory(inventoryText, file, kinds).hash;
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(parseInventory(`# a comment\n${edited('port: 4002', 'port:   4002')}`, file, kinds).hash).toBe(hash);
    expect(parseInventory(edited('port: 4002', 'port: 4003'), file, kinds).hash).not.toBe(hash);
  });

  test.each(cases)('refuses %s with its place in the file', (_title, from, to, complaint) => {
    const message = refusal(edited(from, to));
    expect(message).toMatch(/^\/srv\/team\/firebreak\.yaml:\d+:\d+: /);
    expect(message).toContain(complaint);
  });

  test('names every fault at once, in the order of the file', () => {
    const text = edited('connector: postgres', 'connector: mysql')
      .replace('owner: bo', 'owner: cy')
      .replace('id: bo', 'id: ana');
    const lines = refusal(text)
      .split('\n')
      .map((line) => Number(line.split(':')[1]));
    expect(lines).toEqual([5, 9, 19]);
  });

  test.each([
    ['in place of its name', 'secret: drill/research', 'secret: fbk_SuperSecretValue123'],
    ['inside a URL', 'http://127.0.0.1:4001', 'http://admin:fbk_SuperSecretValue123@127.0.0.1:4001'],
    ['in place of an id', 'owner: bo', 'owner: fbk_SuperSecretValue123'],
    ['in place of an id [lower-case]', 'owner: bo', 'owner: 5f4dcc3b5aa765d61d8327deb882cf99'],
    ['in broken YAML', 'owner: bo', 'owner: "fbk_SuperSecretValue123'],
    ['in place of a list', 'surfaces: []', 'surfaces: fbk_SuperSecretValue123'],
  ])('refuses a secret %s without repeating it', (_title, from, to) => {
    expect(refusal(edited(from, to))).not.toMatch(/SuperSecretValue|5f4dcc3b5aa765d6/);
  });

  test.each([
    ['nothing', ''],
    ['a list', '- 1'],
    ['two documents', `${inventoryText}\n---\na: 1\n`],
    [
      'an alias bomb',
      `a: &a [x,x]\n${Array.from({ length: 9 }, (_, i) => `b${i}: &b${i} [${`*${i === 0 ? 'a' : `b${i - 1}`},`.repeat(9)}]`).join('\n')}`,
    ],
    ['a tag', 'version: !!js/function "1"'],
    ['__proto__ as an id', inventoryText.replace('  research: { owner', '  __proto__: { owner')],
    ['two million characters', '#'.repeat(2_000_001)],
  ])('refuses %s', (_title, text) => {
    expect(refusal(text)).toContain('/srv/team/firebreak.yaml');
  });

  test('throws nothing but ERR_CONFIG, whatever the text [fuzz]', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc
        .tuple(fc.nat(inventoryText.length), fc.nat(40), fc.string({ unit: 'grapheme', maxLength: 12 }))
        .map(([at, cut, put]) => inventoryText.slice(0, at) + put + inventoryText.slice(at + cut)),
    );
    fc.assert(
      fc.property(anything, (text) => {
        try {
          parseInventory(text, file, kinds);
        } catch (error) {
          expect(error).toBeInstanceOf(FirebreakError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

test('an agent may have no credential of its own: it works with what others mint for it', () => {
  const { agents } = parseInventory(edited(', credential: research }', ' }'), file, kinds);
  expect(agents.find(({ id }) => id === 'research')).toEqual({
    id: 'research',
    owner: 'bo',
    sessions: [],
    actions: [],
  });
});
