/** From a scanner's report to running responses: one per credential found in it. */
import { randomUUID } from 'node:crypto';
import { FirebreakError } from '../domain/errors.ts';
import type { NewEvidence } from '../domain/evidence.ts';
import type { Incident, Verdict } from '../domain/incident.ts';
import { codenameOf, incidentIdOf } from '../domain/incident-id.ts';
import type { Credential, Inventory } from '../domain/inventory.ts';
import type { Runbook } from '../domain/runbook.ts';
import type { Database } from '../store/database.ts';
import { getIncident, type IncidentRecord, insertIncident, reopenIncident } from '../store/incidents.ts';
import { saveInventory } from '../store/inventories.ts';
import { append } from '../store/ledger.ts';
import type { SealedStore } from '../store/sealed-store.ts';
import { matchFindings } from './match-credential.ts';
import { type ParsedFinding, parseAlert } from './parse-alert.ts';
import type { Responses } from './responses.ts';

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
  readonly pair: { readonly keyId: string; readonly secret: string };
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
  if (contained.length > 0) return contained;
  const candidates = await Promise.all(inventory.credentials.map((credential) => openCandidate(deps, credential)));
  const matched = matchFindings(
    findings,
    candidates.map(({ credential, fingerprint }) => ({ credential: credential.id, fingerprint })),
    deps.fingerprint,
  );
  await saveInventory(deps.db, inventory);
  const started: Started[] = [];
  for (const { credential, finding } of matched.matches) {
    const candidate = candidates.find((item) => item.credential.id === credential);
    if (candidate) started.push(await startOne(deps, alert, candidate, finding, inventory, runbook));
  }
  return started;
}

/** A leak whose credential is dead already needs no second response. */
async function containedBefore(deps: IntakeDeps, findings: readonly ParsedFinding[]): Promise<readonly Started[]> {
  const ids = new Set(findings.map(({ secret }) => incidentIdOf(deps.fingerprint(secret))));
  const records = await Promise.all([...ids].map((id) => getIncident(deps.db, id)));
  return records.flatMap((record) => (record?.verdict === 'contained' ? [asStarted(record, true)] : []));
}

async function openCandidate(deps: IntakeDeps, credential: Credential): Promise<Candidate> {
  const pair: unknown = JSON.parse(await deps.sealed.open(credential.secret));
  if (!isPair(pair)) {
    throw new FirebreakError(
      'ERR_SECRET_STORE',
      `the sealed value ${credential.secret} is not a credential; expected JSON with the two strings keyId and secret`,
    );
  }
  return { credential, pair, fingerprint: deps.fingerprint(pair.secret) };
}

function isPair(value: unknown): value is { keyId: string; secret: string } {
  if (typeof value !== 'object' || value === null || !('keyId' in value) || !('secret' in value)) return false;
  return typeof value.keyId === 'string' && typeof value.secret === 'string';
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
