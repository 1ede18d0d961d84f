/** The last look: pull again, find again, end what approvals still cover, name the rest, and give the verdict. */
import type { Evidence, EvidenceBodies, Residual } from '../domain/evidence.ts';
import type { Verdict } from '../domain/incident.ts';
import type { Verb } from '../domain/verb.ts';
import { listCheckpoints } from '../store/checkpoints.ts';
import { listHoldings } from '../store/holdings.ts';
import { closeIncident } from '../store/incidents.ts';
import { readLedger } from '../store/ledger.ts';
import type { IncidentInput } from './contract.ts';
import { findConnections } from './disconnect.ts';
import { endUntilGone } from './finish-holdings.ts';
import { pullAll } from './pull.ts';
import { nameResiduals } from './residuals.ts';
import { findGrants } from './revoke.ts';
import { type Deps, now, nowIso, openScope, ownerOf, record, type Scope } from './scope.ts';

/** Steps whose question covers a key id rather than a list, so that an approval still covers what appeared since. */
const lookAgain = { disconnect: findConnections, revoke: findGrants } as const;

/** Milliseconds the second look may take per step. */
const lookBudgetMs = 15_000;

export const createCloseIncident = (deps: Deps) => ({
  async closeIncident({ incidentId }: IncidentInput): Promise<Verdict> {
    const scope = await openScope(deps, incidentId);
    if (scope.incident.verdict !== null && scope.incident.status === 'closed') return scope.incident.verdict;
    await pullAll(scope);
    const lastLookAt = nowIso();
    for (const verb of ['revoke', 'disconnect'] as const) await lookOnce(scope, verb);
    await pullAll(scope);
    await nameUnanswered(scope, lastLookAt);
    const left = await listHoldings(deps.db, incidentId);
    for (const verb of new Set(left.map((row) => row.verb))) {
      const open = left.filter((row) => row.verb === verb);
      await nameResiduals(scope, verb, open, 'it was still open when the incident was closed');
    }
    return conclude(scope);
  },
});

async function lookOnce(scope: Scope, verb: 'disconnect' | 'revoke'): Promise<void> {
  const approved = await listCheckpoints(scope.deps.db, { incidentId: scope.incident.id, state: 'approved' });
  const checkpoint = approved.findLast((item) => item.verb === verb);
  const find = () => lookAgain[verb](scope);
  if (checkpoint) await endUntilGone(scope, verb, checkpoint.id, lookBudgetMs, find);
  else await find();
}

/** A place whose last answer was none may still hold anything: that is an open door. */
async function nameUnanswered(scope: Scope, since: string): Promise<void> {
  const rows = await readLedger(scope.deps.db, scope.incident.id);
  const failed = new Map<string, EvidenceBodies['place.unanswered']>();
  for (const row of rows) {
    if (row.kind === 'place.unanswered' && row.happenedAt >= since)
      failed.set(`${row.body.verb}@${row.body.place}`, row.body);
  }
  const items = [...failed.values()].map(
    ({ verb, place, reason }): Residual => ({
      what: `${verb}@${place}`,
      name: `whatever ${scope.incident.keyId} holds at ${place}`,
      verb,
      why: reason,
      owner: ownerOf(scope),
    }),
  );
  if (items.length > 0) await record(scope, [now('residual.named', { items })]);
}

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

/** Of the last run alone. A residual that dies by itself is named and bounded; one that does not is an open door. */
export function verdictOf(ledger: readonly Evidence[]): Verdict {
  const rows = ledger.slice(ledger.findLastIndex(({ kind }) => kind === 'incident.opened'));
  const states = new Map<Verb, string>();
  for (const row of rows) if (row.kind === 'step.finished') states.set(row.body.verb, row.body.state);
  if ([...states.values()].includes('held')) return 'held';
  const residuals = rows.flatMap((row) => (row.kind === 'residual.named' ? row.body.items : []));
  const endless = residuals.some(({ diesAt }) => diesAt === undefined);
  return endless || [...states.values()].includes('open') ? 'open' : 'contained';
}

/** The instant the last door was proven closed: nothing an attacker held can have worked after it. */
function lastProof(rows: readonly Evidence[]): string | null {
  const instants = rows.flatMap((row) => {
    if (row.kind === 'holding.proven') return row.body.items.map(({ proof }) => proof.at);
    return row.kind === 'credential.refused' ? [row.body.proof.at] : [];
  });
  return instants.toSorted().at(-1) ?? null;
}
