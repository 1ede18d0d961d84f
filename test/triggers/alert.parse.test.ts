import { describe, expect, test } from 'vitest';
import { FirebreakError } from '../../domain/errors.ts';
import { parseAlert } from '../../triggers/parse-alert.ts';
import { gitleaksFinding, report } from './gitleaks.ts';

const secret = 'fbk_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG';

function refusal(text: string, source = 'gitleaks'): { code: string; message: string } {
  try {
    parseAlert(source, text);
  } catch (error) {
    if (error instanceof FirebreakError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('the report was accepted');
}

describe('parseAlert', () => {
  test('reads rule, place and commit time of a finding', () => {
    expect(parseAlert('gitleaks', report(gitleaksFinding(secret)))).toEqual([
      {
        secret,
        match: `secret = "${secret}"`,
        rule: 'generic-api-key',
        location: 'deploy/agent.env:12 @ 8c0d9a0e5f6b',
        at: '2026-11-20T10:15:00.000Z',
        fingerprintHint: '8c0d9a0e5f6b7a1d2c3e4f5061728394a5b6c7d8:deploy/agent.env:generic-api-key:12',
      },
    ]);
  });

  test('reads snake_case fields and a byte order mark', () => {
    const text = `\uFEFF${JSON.stringify([{ rule_id: 'r', secret, file: 'a', start_line: 3 }])}`;
    expect(parseAlert('gitleaks', text)).toMatchObject([{ rule: 'r', location: 'a:3', at: null, match: '' }]);
  });

  test('keeps the secret out of what may be shown, also when it is in the file name', () => {
    const finding = gitleaksFinding(secret, { File: `keys/${secret}.env`, RuleID: `rule ${secret.toUpperCase()}` });
    const [parsed] = parseAlert('gitleaks', report(finding));
    expect(parsed?.location).toBe('keys/[secret].env:12 @ 8c0d9a0e5f6b');
    expect(parsed?.rule).toBe('rule [secret]');
  });

  test('takes control characters out of names that somebody committed', () => {
    const [parsed] = parseAlert('gitleaks', report(gitleaksFinding(secret, { File: 'a\u001b[2J\r\nb\u202e.env' })));
    expect(parsed?.location).toBe('a [2J  b .env:12 @ 8c0d9a0e5f6b');
  });

  test.each([
    ['not JSON', '[\n  {"RuleID": oops}\n]', 'line 2, column 14'],
    ['cut short', '[{"RuleID": "x"', 'line 1, column 16'],
    ['a comma too many', '[1,]', 'line 1, column 4'],
    ['a SARIF report', '{"runs": []}', 'saw a SARIF report'],
    ['a number', '7', 'saw a number'],
    ['a finding that is a text', '["x"]', 'finding 1 is not a gitleaks finding'],
    [
      'a Secret that is a number',
      report(gitleaksFinding(secret), gitleaksFinding(secret, { Secret: 5 })),
      'finding 2 has no Secret',
    ],
    ['a StartLine that is text', report(gitleaksFinding(secret, { StartLine: 'twelve' })), 'finding 1 has a StartLine'],
    ['an endless Secret', report(gitleaksFinding('x'.repeat(70_000))), 'finding 1 has no Secret'],
    ['more text than we read', ' '.repeat(16_777_217), 'it has 16777217 characters'],
    ['more findings than we read', `[${'0,'.repeat(50_000)}0]`, 'it lists 50001 findings'],
  ])('refuses %s', (_title, text, why) => {
    const { code, message } = refusal(text);
    expect(code).toBe('ERR_ALERT_UNREADABLE');
    expect(message).toContain(why);
    expect(message).toContain('gitleaks git --report-format json');
    expect(message).not.toContain(secret);
  });

  test.each(['', ' \n', 'null', '[]'])('says that nothing leaked [%j]', (text) => {
    expect(refusal(text).code).toBe('ERR_ALERT_EMPTY');
  });

  test.each(['REDACTED', 'fbk_0123456789abcdef...', '********', 'fbk_****cdef'])(
    'refuses a masked report [%s]',
    (masked) => {
      const { code, message } = refusal(report(gitleaksFinding(masked)));
      expect(code).toBe('ERR_ALERT_REDACTED');
      expect(message).toContain('without --redact');
    },
  );

  test('goes on with the readable part of a half-masked report', () => {
    const findings = parseAlert('gitleaks', report(gitleaksFinding('REDACTED'), gitleaksFinding(secret)));
    expect(findings.map((finding) => finding.secret)).toEqual(['', secret]);
  });

  test('refuses a scanner it does not know', () => {
    expect(refusal('[]', 'sniffer').code).toBe('ERR_USAGE');
  });
});
