/** What does gitleaks say of the leak? Its own words when it is installed, else the same report in exactly its schema. */
import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { writePrivate } from '../process/private-file.ts';

/** One entry of `gitleaks git --report-format json`, fields in its order. */
export interface GitleaksFinding {
  readonly RuleID: string;
  readonly Description: string;
  readonly StartLine: number;
  readonly EndLine: number;
  readonly StartColumn: number;
  readonly EndColumn: number;
  readonly Match: string;
  readonly Secret: string;
  readonly File: string;
  readonly SymlinkFile: string;
  readonly Commit: string;
  readonly Entropy: number;
  readonly Author: string;
  readonly Email: string;
  readonly Date: string;
  readonly Message: string;
  readonly Tags: readonly string[];
  readonly Fingerprint: string;
}

/** The rule that a company adds for keys of its own. */
export const rule = { id: 'agent-credential', description: 'Credential of an agent', pattern: 'fbk_[A-Za-z0-9_-]{43}' };

export const rulesToml = `title = "Keys of our own"

[[rules]]
id = "${rule.id}"
description = "${rule.description}"
regex = '''${rule.pattern}'''
keywords = ["fbk_"]
`;

export interface Leaked {
  readonly repository: string;
  readonly file: string;
  readonly secret: string;
  /** The committed file's text. */
  readonly text: string;
  readonly commit: string;
  readonly author: string;
  readonly email: string;
  /** ISO, to the second. */
  readonly committedAt: string;
  readonly message: string;
}

const searchPath = '/usr/local/bin:/usr/bin:/bin';

/** True when real gitleaks wrote it. */
export function writeReport(leaked: Leaked, reportFile: string): boolean {
  if (runGitleaks(leaked.repository, reportFile)) return true;
  writePrivate(reportFile, `${JSON.stringify([findingOf(leaked)], null, 1)}\n`);
  return false;
}

/** Exit code 1 means that it found something. */
function runGitleaks(repository: string, reportFile: string): boolean {
  const flags = ['--report-format', 'json', '--report-path', reportFile, '--config', `${repository}/.gitleaks.toml`];
  try {
    execFileSync('gitleaks', ['git', '--exit-code', '0', '--no-banner', ...flags, repository], {
      stdio: 'ignore',
      env: { PATH: searchPath },
    });
    chmodSync(reportFile, 0o600);
    return true;
  } catch {
    return false;
  }
}

export function findingOf(leaked: Leaked): GitleaksFinding {
  const lines = leaked.text.split('\n');
  const index = lines.findIndex((line) => line.includes(leaked.secret));
  const column = (lines[index] ?? '').indexOf(leaked.secret) + 1;
  return {
    RuleID: rule.id,
    Description: rule.description,
    StartLine: index + 1,
    EndLine: index + 1,
    StartColumn: column,
    EndColumn: column + leaked.secret.length - 1,
    Match: leaked.secret,
    Secret: leaked.secret,
    File: leaked.file,
    SymlinkFile: '',
    Commit: leaked.commit,
    Entropy: entropy(leaked.secret),
    Author: leaked.author,
    Email: leaked.email,
    Date: leaked.committedAt,
    Message: leaked.message,
    Tags: [],
    Fingerprint: `${leaked.commit}:${leaked.file}:${rule.id}:${index + 1}`,
  };
}

/** Shannon entropy in bits per character, as a 32-bit float like gitleaks' own. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  const shares = [...counts.values()].map((count) => count / text.length);
  return Math.fround(shares.reduce((sum, share) => sum - share * Math.log2(share), 0));
}
