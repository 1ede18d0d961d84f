/** Whose secret leaked? Findings are compared with the credentials of the inventory by keyed fingerprint only. */
import { FirebreakError } from '../domain/errors.ts';
import type { ParsedFinding } from './parse-alert.ts';
import { piecesOf } from './secret-pieces.ts';

export interface Candidate {
  /** Credential id. */
  readonly credential: string;
  /** Fingerprint of its current secret. */
  readonly fingerprint: string;
}

interface Match extends Candidate {
  /** The finding that shows it first; the leak window opens with the earliest. */
  readonly finding: ParsedFinding;
  readonly findings: number;
}

export interface Matched {
  readonly matches: readonly Match[];
  /** Findings that are no credential of the inventory. */
  readonly unmatched: number;
}

/** Throws ERR_CREDENTIAL_UNKNOWN when no finding is a credential of the inventory. */
export function matchFindings(
  findings: readonly ParsedFinding[],
  candidates: readonly Candidate[],
  fingerprint: (secret: string) => string,
): Matched {
  const byFingerprint = new Map(candidates.map((candidate) => [candidate.fingerprint, candidate]));
  const known = memoized((secret) => byFingerprint.get(fingerprint(secret)));
  const found = new Map<string, ParsedFinding[]>();
  let unmatched = 0;
  for (const finding of findings) {
    const hits = hitsOf(finding, known);
    if (hits.length === 0) unmatched++;
    for (const { credential } of hits) found.set(credential, [...(found.get(credential) ?? []), finding]);
  }
  if (found.size === 0) throw unknownCredential(findings);
  const matches = candidates.flatMap((candidate) => toMatch(candidate, found.get(candidate.credential)));
  return { matches, unmatched };
}

function hitsOf(finding: ParsedFinding, known: (secret: string) => Candidate | undefined): Candidate[] {
  const pieces = [...piecesOf(finding.secret), ...piecesOf(finding.match)];
  return [...new Set(pieces.flatMap((piece) => known(piece) ?? []))];
}

function toMatch(candidate: Candidate, findings: readonly ParsedFinding[] | undefined): Match[] {
  const finding = [...(findings ?? [])].sort((a, b) => (a.at ?? '9').localeCompare(b.at ?? '9'))[0];
  return finding === undefined ? [] : [{ ...candidate, finding, findings: findings?.length ?? 0 }];
}

/** A report repeats its secrets; an HMAC each time would be most of the work. */
function memoized<V>(compute: (key: string) => V): (key: string) => V {
  const seen = new Map<string, V>();
  return (key) => {
    if (!seen.has(key)) seen.set(key, compute(key));
    return seen.get(key) as V;
  };
}

function unknownCredential(findings: readonly ParsedFinding[]): FirebreakError {
  const places = findings.slice(0, 3).map(({ rule, location }) => `${rule} at ${location}`);
  const more = findings.length > 3 ? ` and ${findings.length - 3} more` : '';
  return new FirebreakError(
    'ERR_CREDENTIAL_UNKNOWN',
    `no credential of the inventory is in this report; saw ${places.join(', ')}${more}. Nothing was started. ` +
      'Add the credential to firebreak.yaml, put its current value into the sealed store (firebreak secret put NAME), and report it again.',
  );
}
