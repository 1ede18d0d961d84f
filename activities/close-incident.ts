/** The last look: pull again, look again everywhere, name what is not proven closed, and give the verdict. */
import type { Verdict } from '../domain/incident.ts';
import { closeIncident } from '../store/incidents.ts';
import { readLedger } from '../store/ledger.ts';
import type { IncidentInput } from './contract.ts';
import { lookAtAll, nameOpen } from './last-look.ts';
import { pullAll } from './pull.ts';
import { type Deps, now, openScope, record, type Scope } from './scope.ts';
import { lastProof, verdictOf } from './verdict.ts';

export const createCloseIncident = (deps: Deps) => ({
  async closeIncident({ incidentId, runbook }: IncidentInput): Promise<Verdict> {
    const scope = await openScope(deps, incidentId);
    if (scope.incident.verdict !== null && scope.incident.status === 'closed') return scope.incident.verdict;
    await pullAll(scope);
    await lookAtAll(scope);
    await pullAll(scope);
    await nameOpen(scope, runbook);
    return conclude(scope);
  },
});

async function conclude(scope: Scope): Promise<Verdict> {
  const rows = await readLedger(scope.deps.db, scope.incident.id);
  const verdict = verdictOf(rows);
  const containedAt = verdict === 'contained' ? lastProof(rows) : null;
  const entry = now('incident.closed', { verdict, containedAt });
  await scope.deps.db.transaction(async (tx) => {
    await record(scope, [entry], tx);
    await closeIncident(tx, scope.incident.id, verdict, entry.happenedAt);
  });
  return verdict;
}
