import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newSecret } from '../../drill/issuer/issuer-provider.ts';
import { findingOf, type Leaked, rule, writeReport } from '../../drill/leak/gitleaks-report.ts';
import { leakIntoRepository } from '../../drill/leak/repository.ts';

/** Fields of `gitleaks git --report-format json` 8.30 for a repository without a remote, in its order. */
const fields =
  'RuleID Description StartLine EndLine StartColumn EndColumn Match Secret File ' +
  'SymlinkFile Commit Entropy Author Email Date Message Tags Fingerprint';

describe('the leak', () => {
  const root = mkdtempSync(join(tmpdir(), 'leak-'));
  const pair = { keyId: 'key_0123456789abcdef0123', secret: newSecret() };
  let leaked: Leaked;

  beforeAll(() => {
    leaked = leakIntoRepository(join(root, 'repository'), pair, 'http://127.0.0.1:4001', new Date());
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  const git = (...words: string[]): string =>
    execFileSync('git', ['-C', leaked.repository, ...words], { encoding: 'utf8' });

  it('is in the history of a real repository, where the finding says', () => {
    const finding = findingOf(leaked);
    const line = git('show', `${finding.Commit}:${finding.File}`).split('\n')[finding.StartLine - 1] ?? '';
    expect(line.slice(finding.StartColumn - 1, finding.EndColumn)).toBe(pair.secret);
    expect(git('log', '-1', '--format=%an|%ae|%cI', finding.Commit).trim().replace('+00:00', 'Z')).toBe(
      `${finding.Author}|${finding.Email}|${finding.Date}`,
    );
  });

  it('is reported in the schema of gitleaks', () => {
    const reportFile = join(root, 'report.json');
    writeReport(leaked, reportFile);
    const [finding, ...more] = JSON.parse(readFileSync(reportFile, 'utf8')) as Record<string, unknown>[];
    expect(more).toEqual([]);
    expect(Object.keys(finding ?? {}).filter((field) => field !== 'Link')).toEqual(fields.split(' '));
    expect(finding).toMatchObject({ RuleID: rule.id, Secret: pair.secret, Commit: git('rev-parse', 'HEAD').trim() });
    expect(finding?.['Fingerprint']).toBe(`${leaked.commit}:${leaked.file}:${rule.id}:4`);
    expect(statSync(reportFile).mode & 0o777).toBe(0o600);
  });
});
