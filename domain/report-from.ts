/** What does the ledger say happened? The report is a pure function of it, so it can be rebuilt years later. */
import { FirebreakError } from './errors.ts';
import type { Evidence, EvidenceBodies } from './evidence.ts';
import { evidenceOf } from './evidence-of.ts';
import type { Report } from './report.ts';
import { clockFrom } from './report-clock.ts';
import { decisionsFrom } from './report-decisions.ts';
import { dependentsFrom } from './report-dependents.ts';
import { doorsFrom } from './report-doors.ts';
import { residualsFrom } from './report-residuals.ts';
import { stepsFrom } from './report-steps.ts';
import { timelineFrom } from './report-timeline.ts';

type Opened = Pick<
  EvidenceBodies['incident.opened'],
  'codename' | 'credential' | 'keyId' | 'environment' | 'window' | 'runbook'
>;

/** Works on a running incident too: its verdict is then `running`, and its end is the last entry so far. */
export function reportFrom(evidence: readonly Evidence[]): Report {
  const last = evidence.at(-1);
  if (!last) {
    throw new FirebreakError(
      'ERR_INCIDENT_UNKNOWN',
      'The ledger has no entry for this incident; `firebreak list` names the ones it has.',
    );
  }
  const clock = clockFrom(evidence);
  const doors = doorsFrom(evidence);
  const { codename, credential, keyId, environment, window, runbook } = headOf(evidence, clock.openedAt);
  return {
    incidentId: last.incidentId,
    codename,
    credential,
    keyId,
    environment,
    window,
    ...clock,
    runbook: {
      name: runbook.name,
      version: runbook.version,
      hash: runbook.hash,
      mode: runbook.mode,
      sequence: runbook.sequence,
    },
    steps: stepsFrom(evidence, doors, clock.closedAt !== null),
    doors,
    residuals: residualsFrom(evidence, doors),
    decisions: decisionsFrom(evidence),
    hops: distinct(evidenceOf(evidence, 'hop.found').flatMap((entry) => entry.body.items)),
    actions: inTime(distinct(evidenceOf(evidence, 'actions.pulled').flatMap((entry) => entry.body.items))),
    dependents: dependentsFrom(evidence),
    alerts: alertsFrom(evidence),
    children: evidenceOf(evidence, 'child.opened').map((entry) => entry.body),
    timeline: timelineFrom(evidence),
    ledger: { entries: evidence.length, head: last.hash },
  };
}

/** An alert is recorded before its incident is opened: a report asked for in between has no head yet. */
function headOf(evidence: readonly Evidence[], openedAt: string): Opened {
  const unknown = 'not recorded yet';
  return (
    evidenceOf(evidence, 'incident.opened').at(-1)?.body ?? {
      codename: unknown,
      credential: unknown,
      keyId: unknown,
      environment: unknown,
      window: { openedAt, source: unknown },
      runbook: { name: unknown, version: 0, hash: '', mode: 'overlap', sequence: 'flow' },
    }
  );
}

function alertsFrom(evidence: readonly Evidence[]): Report['alerts'] {
  return evidenceOf(evidence, 'alert.received').map(({ body, happenedAt }) => ({
    at: happenedAt,
    source: body.source,
    rule: body.rule,
    location: body.location,
    joined: body.joined,
  }));
}

function distinct<T extends { readonly id: string }>(items: readonly T[]): readonly T[] {
  return [...new Map(items.map((item) => [item.id, item])).values()];
}

function inTime<T extends { readonly at: string }>(items: readonly T[]): readonly T[] {
  return [...items].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}
