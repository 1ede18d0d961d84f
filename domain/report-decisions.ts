/** What was asked of people, who answered what, and how long did it take? */
import type { Evidence } from './evidence.ts';
import { type EvidenceOf, evidenceOf } from './evidence-of.ts';
import type { DecisionReport } from './report.ts';
import { msBetween } from './span.ts';

type Ending = Pick<DecisionReport, 'outcome'> & { readonly at: string | null };

export function decisionsFrom(evidence: readonly Evidence[]): readonly DecisionReport[] {
  return evidenceOf(evidence, 'checkpoint.opened').map((opened) => decision(opened, evidence));
}

function decision(opened: EvidenceOf<'checkpoint.opened'>, evidence: readonly Evidence[]): DecisionReport {
  const { id, verb, digest, question, expiresAt, quorum } = opened.body;
  const answers = evidenceOf(evidence, 'checkpoint.decided').filter((entry) => entry.body.id === id);
  const { outcome, at } = answered(answers, quorum) ?? unanswered(id, evidence);
  return {
    checkpointId: id,
    verb,
    act: question.act,
    digest,
    openedAt: opened.happenedAt,
    expiresAt,
    outcome,
    answers: answers.map(({ body, happenedAt }) => ({
      who: body.who,
      surface: body.surface,
      answer: body.answer,
      reason: body.reason,
      at: happenedAt,
    })),
    waitedMs: at === null ? null : Math.max(0, msBetween(opened.happenedAt, at)),
  };
}

/** One refusal settles it; approvals count by person until the quorum is reached. */
function answered(answers: readonly EvidenceOf<'checkpoint.decided'>[], quorum: number): Ending | undefined {
  const approvers = new Set<string>();
  for (const { body, happenedAt } of answers) {
    if (body.answer === 'deny') return { outcome: 'deny', at: happenedAt };
    if (approvers.add(body.who).size >= quorum) return { outcome: 'approve', at: happenedAt };
  }
  return undefined;
}

function unanswered(id: string, evidence: readonly Evidence[]): Ending {
  const superseded = evidenceOf(evidence, 'checkpoint.superseded').find((entry) => entry.body.id === id);
  if (superseded) return { outcome: 'superseded', at: superseded.happenedAt };
  const expired = evidenceOf(evidence, 'checkpoint.expired').find((entry) => entry.body.id === id);
  return expired ? { outcome: 'expired', at: expired.happenedAt } : { outcome: 'open', at: null };
}
