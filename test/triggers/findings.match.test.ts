import { createHmac } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FirebreakError } from '../../domain/errors.ts';
import { matchFindings } from '../../triggers/match-credential.ts';
import { parseAlert } from '../../triggers/parse-alert.ts';
import { gitleaksFinding, report } from './gitleaks.ts';

const secret = 'fbk_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG';
const other = 'fbk_zyxwvutsrqponmlkjihgfedcba9876543210ABCDEFG';

function fingerprint(value: string): string {
  return createHmac('sha256', 'test key').update(value).digest('hex');
}

const candidates = [
  { credential: 'billing', fingerprint: fingerprint(secret) },
  { credential: 'research', fingerprint: fingerprint(other) },
];

function match(...findings: readonly Record<string, unknown>[]) {
  return matchFindings(parseAlert('gitleaks', report(...findings)), candidates, fingerprint);
}

function credentials(...findings: readonly Record<string, unknown>[]): string[] {
  return match(...findings).matches.map((item) => item.credential);
}

describe('matchFindings', () => {
  test('finds the credential of a secret and counts the rest', () => {
    const { matches, unmatched } = match(gitleaksFinding(secret), gitleaksFinding('ghp_somebodyElses'));
    expect(matches.map((item) => item.credential)).toEqual(['billing']);
    expect(unmatched).toBe(1);
  });

  test.each([
    ['the JSON pair', JSON.stringify({ keyId: 'agent-billing', secret })],
    ['a pair with escapes', `"{\\"keyId\\":\\"agent-billing\\",\\"secret\\":\\"${secret}\\"}"`],
    ['a connection string', `postgres://agent-billing:${secret}@db.example.org:5432/ledger`],
    ['an assignment', `AGENT_SECRET=${secret};`],
    ['a Basic header', `Basic ${Buffer.from(`agent-billing:${secret}`).toString('base64')}`],
    ['base64 of it', Buffer.from(secret).toString('base64')],
    ['percent-encoding', `client_secret%3D${secret}%26x`],
    ['white space around it', `  ${secret}\n`],
  ])('finds it inside %s', (_title, leaked) => {
    expect(credentials(gitleaksFinding(leaked, { Match: '' }))).toEqual(['billing']);
  });

  test('finds it when the rule cut too little and only Match has the whole', () => {
    expect(credentials(gitleaksFinding(secret.slice(0, 20), { Match: `key: "${secret}"` }))).toEqual(['billing']);
  });

  test('finds two credentials in one finding', () => {
    expect(credentials(gitleaksFinding(`a=${secret} b=${other}`))).toEqual(['billing', 'research']);
  });

  test('takes the earliest finding, from which the leak window opens', () => {
    const late = gitleaksFinding(secret, { Date: '2026-11-20T10:00:00Z', File: 'late' });
    const early = gitleaksFinding(secret, { Date: '2026-11-01T10:00:00Z', File: 'early' });
    const [first] = match(gitleaksFinding(secret, { Date: '' }), late, early).matches;
    expect(first).toMatchObject({ findings: 3, finding: { at: '2026-11-01T10:00:00.000Z' } });
  });

  test('reads a report of thousands of findings', () => {
    const many = Array.from({ length: 5_000 }, (_, i) => gitleaksFinding(`token_${i}_${'x'.repeat(40)}`));
    expect(match(...many, gitleaksFinding(secret))).toMatchObject({
      unmatched: 5_000,
      matches: [{ credential: 'billing' }],
    });
  });

  test('does not guess: a near miss is unknown, said without the secret', () => {
    const near = `${secret.slice(0, -1)}X`;
    const find = () => match(gitleaksFinding(near));
    expect(find).toThrow(/generic-api-key at deploy\/agent\.env:12 @ 8c0d9a0e5f6b.*firebreak secret put/s);
    expect(find).not.toThrow(near);
  });

  test('throws nothing but FirebreakError, and never the secret in any encoding [fuzz]', () => {
    const leaked = fc.oneof(
      fc.string({ minLength: 12, maxLength: 60 }),
      fc.string({ unit: 'binary', minLength: 12, maxLength: 40 }),
    );
    const wrap = fc.constantFrom<(value: string) => string>(
      (value) => value,
      (value) => `dir/${value}/x`,
      (value) => `a${Buffer.from(value).toString('base64')}b`,
      (value) => Buffer.from(value).toString('hex').toUpperCase(),
      (value) => JSON.stringify(JSON.stringify(value)),
      (value) => encodeURIComponent(Buffer.from(value).toString()),
    );
    fc.assert(
      fc.property(leaked, wrap, wrap, fc.json(), (value, file, rule, noise) => {
        const text = report(gitleaksFinding(value, { File: file(value), RuleID: rule(value), Message: noise }));
        const message = messageOf(() => matchFindings(parseAlert('gitleaks', text), candidates, fingerprint));
        for (const form of shownForms(value)) expect(message.toLowerCase()).not.toContain(form.toLowerCase());
      }),
      { numRuns: 500 },
    );
  });

  test('throws nothing but FirebreakError, whatever the file holds [fuzz]', () => {
    const finding = fc.dictionary(
      fc.constantFrom('RuleID', 'Secret', 'Match', 'File', 'StartLine', 'Date', 'x'),
      fc.jsonValue(),
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.array(finding).map((list) => JSON.stringify(list)),
    );
    fc.assert(
      fc.property(text, (anything) => {
        messageOf(() => matchFindings(parseAlert('gitleaks', anything), candidates, fingerprint));
      }),
      { numRuns: 1_000 },
    );
  });
});

function messageOf(act: () => unknown): string {
  try {
    act();
    return '';
  } catch (error) {
    expect(error).toBeInstanceOf(FirebreakError);
    return (error as FirebreakError).message;
  }
}

/** Forms long enough not to stand in our own sentence by chance. */
function shownForms(value: string): string[] {
  const bytes = Buffer.from(value);
  const forms = [
    value,
    JSON.stringify(value).slice(1, -1),
    bytes.toString('hex'),
    bytes.toString('base64').replaceAll('=', ''),
  ];
  return forms.filter((form) => form.trim().length >= 12);
}
