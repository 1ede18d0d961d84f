/** Looks at every place once more, ends what approvals still cover, and names whatever is not proven closed. */
import type { EvidenceBodies, Residual } from '../domain/evidence.ts';
import type { Runbook } from '../domain/runbook.ts';
import { listCheckpoints } from '../store/checkpoints.ts';
import { listHoldings } from '../store/holdings.ts';
import { readLedger } from '../store/ledger.ts';
import { findConnections } from './disconnect.ts';
import { endUntilGone } from './finish-holdings.ts';
import { findSessions } from './freeze.ts';
import { nameResiduals } from './residuals.ts';
import { nameAlive } from './retire.ts';
import { findGrants } from './revoke.ts';
import { acceptingPlaces, now, nowIso, ownerOf, record, type Scope } from './scope.ts';
import { currentRun } from './verdict.ts';

/** Steps whose question covers a key id rather than a list, so that an approval still covers what appeared since. */
const lookAgain = { disconnect: findConnections, revoke: findGrants } as const;

/** Milliseconds the second look may take per step. */
const lookBudgetMs = 15_000;

/** Tokens first: while one lives, a connection can be opened with it. */
export async function lookAtAll(scope: Scope): Promise<void> {
  const since = nowIso();
  for (const verb of ['revoke', 'disconnect'] as const) await lookOnce(scope, verb);
  await findSessions(scope);
  await nameUnanswered(scope, since);
}

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

/** Steps that never came to an end, places that never refused the old credential, holdings that never ended. */
export async function nameOpen(scope: Scope, runbook: Runbook): Promise<void> {
  const rows = currentRun(await readLedger(scope.deps.db, scope.incident.id));
  const finished = new Set(rows.flatMap((row) => (row.kind === 'step.finished' ? [row.body.verb] : [])));
  const given = runbook.steps.filter(({ verb }) => !finished.has(verb));
  await record(
    scope,
    given.map(({ verb }) => now('step.finished', { verb, state: 'open' })),
  );
  await nameAlive(scope, await unproven(scope), 'nothing proves that the old credential is refused there');
  const left = await listHoldings(scope.deps.db, scope.incident.id);
  for (const verb of new Set(left.map((row) => row.verb))) {
    const open = left.filter((row) => row.verb === verb);
    await nameResiduals(scope, verb, open, 'it was still open when the incident was closed');
  }
}

async function unproven(scope: Scope): Promise<readonly string[]> {
  const ledger = await readLedger(scope.deps.db, scope.incident.id);
  const refused = ledger.flatMap((row) => (row.kind === 'credential.refused' ? [`credential@${row.body.place}`] : []));
  const named = currentRun(ledger).flatMap((row) => (row.kind === 'residual.named' ? row.body.items : []));
  const known = new Set([...refused, ...named.map(({ what }) => what)]);
  return acceptingPlaces(scope).filter((place) => !known.has(`credential@${place}`));
}
