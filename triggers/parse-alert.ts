/** What does a scanner's report say leaked, where and since when? The only place a raw leaked secret is ever read. */
import { FirebreakError } from '../domain/errors.ts';
import { type GitleaksFinding, gitleaksFinding } from './gitleaks-schema.ts';
import { jsonFault } from './json-position.ts';
import { scrub } from './scrub.ts';

/** `secret` and `match` never leave the process that parsed them; the rest is fit to be shown. */
export interface ParsedFinding {
  /** '' when the scanner masked it. */
  readonly secret: string;
  /** The text around it, '' when the scanner masked it. */
  readonly match: string;
  readonly rule: string;
  /** `file:line @ commit`. Written by whoever committed: escape for every sink. */
  readonly location: string;
  /** ISO instant of the commit, from which the leak window opens; null when the report has none. */
  readonly at: string | null;
  /** The scanner's own id of the finding. */
  readonly fingerprintHint: string;
}

/** Characters, as the gateway accepts them; gitleaks reports of large repositories stay below. */
const maxLength = 16 * 1024 * 1024;

const maxFindings = 50_000;

/** Throws ERR_ALERT_UNREADABLE, ERR_ALERT_EMPTY, ERR_ALERT_REDACTED, or ERR_USAGE for a source we do not know. */
export function parseAlert(source: string, text: string): readonly ParsedFinding[] {
  if (source !== 'gitleaks') {
    throw new FirebreakError('ERR_USAGE', 'the alert comes from a scanner we do not know; expected source gitleaks');
  }
  const findings = listOf(readJson(text)).map(readFinding);
  if (findings.every((finding) => finding.secret === '')) {
    throw new FirebreakError(
      'ERR_ALERT_REDACTED',
      `the report masks the secret in all ${findings.length} findings, so no credential can be recognised. ` +
        'Run gitleaks again without --redact, give that file to firebreak respond, and delete it afterwards.',
    );
  }
  return findings;
}

function readJson(text: string): unknown {
  if (text.length > maxLength) throw unreadable(`it has ${text.length} characters; at most ${maxLength} are read`);
  const plain = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (plain.trim() === '') throw empty('the file is empty');
  try {
    return JSON.parse(plain);
  } catch {
    const { line, column } = jsonFault(plain) ?? { line: 1, column: 1 };
    throw unreadable(`it stops being JSON at line ${line}, column ${column}`);
  }
}

function listOf(report: unknown): readonly unknown[] {
  if (report === null) throw empty('it says null');
  if (!Array.isArray(report)) throw unreadable(`saw ${shapeOf(report)}; expected a list of findings`);
  if (report.length === 0) throw empty('it lists no finding');
  if (report.length > maxFindings) {
    throw unreadable(`it lists ${report.length} findings; at most ${maxFindings} are read: split it`);
  }
  return report;
}

function shapeOf(report: unknown): string {
  if (typeof report !== 'object' || report === null) return `a ${typeof report}`;
  if ('runs' in report) return 'a SARIF report';
  return 'a single object';
}

function readFinding(raw: unknown, index: number): ParsedFinding {
  const parsed = gitleaksFinding.safeParse(raw);
  if (!parsed.success) {
    const field = String(parsed.error.issues[0]?.path[0] ?? '');
    throw unreadable(`finding ${index + 1} ${fieldFaults[field] ?? 'is not a gitleaks finding'}`);
  }
  return toFinding(parsed.data);
}

const fieldFaults: Partial<Record<string, string>> = {
  secret: 'has no Secret, or one that is not text of 1 to 65536 characters',
  startline: 'has a StartLine that is no line number',
  ruleid: 'has a RuleID that is not text',
  match: 'has a Match that is not text',
  file: 'has a File that is not text',
  commit: 'has a Commit that is not text',
  date: 'has a Date that is not text',
  fingerprint: 'has a Fingerprint that is not text',
};

function toFinding(finding: GitleaksFinding): ParsedFinding {
  const masked = isMasked(finding.secret);
  const show = (text: string, max?: number) => scrub(text, masked ? [] : [finding.secret], max);
  const commit = finding.commit === '' ? '' : ` @ ${finding.commit.slice(0, 12)}`;
  return {
    secret: masked ? '' : finding.secret,
    match: masked ? '' : finding.match,
    rule: show(finding.ruleid, 80),
    location: show(`${finding.file.slice(-150)}:${finding.startline}${commit}`),
    at: instant(finding.date),
    fingerprintHint: show(finding.fingerprint),
  };
}

/** `--redact` writes REDACTED; `--redact=50` keeps the first half and puts dots after it; other tools use stars. */
function isMasked(secret: string): boolean {
  return /^REDACTED$|(\.{3}|…)$|\*{3,}|^[xX•●]+$/.test(secret.trim());
}

function instant(date: string): string | null {
  const ms = Date.parse(date);
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}

function unreadable(why: string): FirebreakError {
  const next = 'Write the report with: gitleaks git --report-format json --report-path FILE';
  return new FirebreakError('ERR_ALERT_UNREADABLE', `the report cannot be read: ${why}. ${next}`);
}

function empty(why: string): FirebreakError {
  const next = 'Nothing was started. If something did leak, scan the place where it lies and report that.';
  return new FirebreakError('ERR_ALERT_EMPTY', `the report holds no leak: ${why}. ${next}`);
}
