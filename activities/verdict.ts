/** What may an incident be called, by its ledger alone? */
import type { Evidence } from '../domain/evidence.ts';
import type { Verdict } from '../domain/incident.ts';
import type { Verb } from '../domain/verb.ts';

/** What belongs to the current run: a held response that is started again is judged by what it did since. */
export function currentRun(ledger: readonly Evidence[]): readonly Evidence[] {
  return ledger.slice(ledger.findLastIndex(({ kind }) => kind === 'incident.opened'));
}

/** Of the last run alone. A residual that dies by itself is named and bounded; one that does not is an open door. */
export function verdictOf(ledger: readonly Evidence[]): Verdict {
  const rows = currentRun(ledger);
  const states = new Map<Verb, string>();
  for (const row of rows) if (row.kind === 'step.finished') states.set(row.body.verb, row.body.state);
  if ([...states.values()].includes('held')) return 'held';
  const residuals = rows.flatMap((row) => (row.kind === 'residual.named' ? row.body.items : []));
  const endless = residuals.some(({ diesAt }) => diesAt === undefined);
  return endless || [...states.values()].includes('open') ? 'open' : 'contained';
}

/** The instant the last door was proven closed: nothing an attacker held can have worked after it. */
export function lastProof(rows: readonly Evidence[]): string | null {
  const instants = rows.flatMap((row) => {
    if (row.kind === 'holding.proven') return row.body.items.map(({ proof }) => proof.at);
    return row.kind === 'credential.refused' ? [row.body.proof.at] : [];
  });
  return instants.toSorted().at(-1) ?? null;
}
