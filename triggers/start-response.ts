/** From a scanner's report to running responses: one per credential found in it. */
import { randomUUID } from 'node:crypto';
import { FirebreakError } from '../domain/errors.ts';
import type { NewEvidence } from '../domain/evidence.ts';
import type { Incident, Verdict } from '../domain/incident.ts';
import { codenameOf, incidentIdOf } from '../domain/incident-id.ts';
import type { Credential, Inventory } from '../domain/inventory.ts';
import type { Runbook } from '../domain/runbook.ts';
import { type CredentialPair, openPair } from '../store/credential-pair.ts';
import type { Database } from '../store/database.ts';
import { getIncident, type IncidentRecord, insertIncident, listIncidents, reopenIncident } from '../store/incidents.ts';
import { saveInventory } from '../store/inventories.ts';
import { append } from '../store/ledger.ts';
import type { SealedStore } from '../store/sealed-store.ts';
import { type Matched, matchFindings } from './match-credential.ts';
import { type ParsedFinding, parseAlert } from './parse-alert.ts';
import type { Responses } from './responses.ts';
import { piecesOf } from './secret-pieces.ts';

export interface IntakeDeps {
  readonly db: Database;
  readonly sealed: SealedStore;
  readonly fingerprint: (value: string) => string;
  readonly responses: Responses;
}

export interface Alert {
  readonly source: string;
  /** The report as the scanner wrote it. Holds the secret; never stored. */
  readonly text: string;
  readonly reportedBy: string;
}

export interface Started {
  readonly incidentId: string;
  readonly codename: string;
  readonly credential: string;
  readonly joined: boolean;
  /** Set when this leak was answered before and its response is over. */
  readonly verdict: Verdict | null;
}

interface Candidate {
  readonly credential: Credential;
  readonly pair: CredentialPair;
  readonly fingerprint: string;
}

export async function startResponses(
  deps: IntakeDeps,
  alert: Alert,
  inventory: Inventory,
  runbook: Runbook,
): Promise<readonly Started[]> {
  const findings = parseAlert(alert.source, alert.text);
  const contained = await containedBefore(deps, findings);
  const candidates = await Promise.all(inventory.credentials.map((credential) => openCandidate(deps, credential)));
  const matches = matchAll(deps, findings, candidates, contained);
  await saveInventory(deps.db, inventory);
  const started: Started[] = [];
  for (const { credential, finding } of matches) {
    const candidate = candidates.find((item) => item.credential.id === credential);
    if (candidate) started.push(await startOne(deps, alert, candidate, finding, inventory, runbook));
  }
  return [...started, ...contained];
}

/** A report in which every leak is contained already holds nothing unknown. */
function matchAll(
  deps: IntakeDeps,
  findings: readonly ParsedFinding[],
  candidates: readonly Candidate[],
  contained: readonly Started[],
): Matched['matches'] {
  const known = candidates.map(({ credential, fingerprint }) => ({ credential: credential.id, fingerprint }));
  try {
    return matchFindings(findings, known, deps.fingerprint).matches;
  } catch (error) {
    if (error instanceof FirebreakError && error.code === 'ERR_CREDENTIAL_UNKNOWN' && contained.length > 0) return [];
    throw error;
  }
}

/** A leak whose credential is dead already needs no second response. */
async function containedBefore(deps: IntakeDeps, findings: readonly ParsedFinding[]): Promise<readonly Started[]> {
  const over = (await listIncidents(deps.db)).filter(({ verdict }) => verdict === 'contained');
  if (over.length === 0) return [];
  const pieces = new Set(findings.flatMap(({ secret, match }) => [...piecesOf(secret), ...piecesOf(match)]));
  const ids = new Set(Array.from(pieces, (piece) => incidentIdOf(deps.fingerprint(piece))));
  return over.filter(({ id }) => ids.has(id)).map((record) => asStarted(record, true));
}

async function openCandidate(deps: IntakeDeps, credential: Credential): Promise<Candidate> {
  const pair = await openPair(deps.sealed, credential.secret);
  return { credential, pair, fingerprint: deps.fingerprint(pair.secret) };
}

async function startOne(
  deps: IntakeDeps,
  alert: Alert,
  candidate: Candidate,
  finding: ParsedFinding,
  inventory: Inventory,
  runbook: Runbook,
): Promise<Started> {
  const incident = compose(candidate, finding, inventory);
  const oldRef = `${candidate.credential.secret}@${incident.id}-old`;
  const before = await getIncident(deps.db, incident.id);
  if (!before) await deps.sealed.seal(oldRef, JSON.stringify(candidate.pair));
  await deps.db.transaction(async (tx) => {
    const opened = await insertIncident(tx, incident, runbook, { keyId: candidate.pair.keyId, oldRef });
    if (before?.status === 'closed') await reopenIncident(tx, incident.id);
    await append(tx, incident.id, [received(alert, finding, candidate.fingerprint, !opened)]);
  });
  const { joined } = await deps.responses.openOrJoin({ incidentId: incident.id, runbook }, `alr_${randomUUID()}`);
  return { ...asStarted({ ...incident, verdict: null }, joined) };
}

function compose({ credential, fingerprint }: Candidate, finding: ParsedFinding, inventory: Inventory): Incident {
  const openedAt = new Date().toISOString();
  return {
    id: incidentIdOf(fingerprint),
    codename: codenameOf(fingerprint),
    credential: credential.id,
    environment: credential.environment,
    inventoryHash: inventory.hash,
    window: finding.at
      ? { openedAt: finding.at, source: 'commit date in the report' }
      : { openedAt, source: 'time of the alert' },
    openedAt,
  };
}

function received(alert: Alert, finding: ParsedFinding, fingerprint: string, joined: boolean): NewEvidence {
  const { source, reportedBy } = alert;
  const { rule, location } = finding;
  const body = { source, rule, location, fingerprint: fingerprint.slice(0, 12), reportedBy, joined };
  return { kind: 'alert.received', happenedAt: new Date().toISOString(), body };
}

function asStarted(
  record: Pick<IncidentRecord, 'id' | 'codename' | 'credential' | 'verdict'>,
  joined: boolean,
): Started {
  const { id, codename, credential, verdict } = record;
  return { incidentId: id, codename, credential, joined, verdict };
}
