/** Do the stored, sealed answers release this plan? Asked again in the store before every irreversible effect. */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../domain/canonical.ts';
import type { Decision } from '../domain/checkpoint.ts';
import { FirebreakError } from '../domain/errors.ts';
import type { Plan } from '../domain/plan.ts';
import { getCheckpoint } from '../store/checkpoints.ts';
import type { Queryable } from '../store/database.ts';
import { listDecisions, verifyDecision } from '../store/decisions.ts';
import type { Scope } from './scope.ts';

/** First 16 hex digits of SHA-256 over the canonical plan: what a person's answer is bound to. */
export function digestOf(plan: Plan): string {
  return createHash('sha256').update(canonicalJson(plan)).digest('hex').slice(0, 16);
}

/** The plan that was approved. @throws ERR_APPROVAL_MISSING, ERR_APPROVAL_FORGED when nothing may be sent */
export async function requireApproval(tx: Queryable, scope: Scope, checkpointId: string): Promise<Plan> {
  const checkpoint = await getCheckpoint(tx, checkpointId);
  if (!checkpoint || checkpoint.incidentId !== scope.incident.id) {
    throw missing(`checkpoint ${checkpointId} does not belong to incident ${scope.incident.id}`);
  }
  if (digestOf(checkpoint.plan) !== checkpoint.digest || checkpoint.plan.environment !== scope.credential.environment) {
    throw forged(`checkpoint ${checkpointId} was changed after it was asked`);
  }
  if (!['open', 'approved'].includes(checkpoint.state))
    throw missing(`checkpoint ${checkpointId} is ${checkpoint.state}`);
  const decisions = await listDecisions(tx, checkpointId);
  const genuine = decisions.filter((decision) => verifyDecision(scope.deps.decisionKey, decision));
  if (genuine.length < decisions.length)
    throw forged(`checkpoint ${checkpointId} holds an answer this gateway never sealed`);
  const binding = genuine.filter((decision) => binds(decision, checkpoint.digest, checkpoint.expiresAt));
  if (binding.some(({ answer }) => answer === 'deny')) throw missing(`checkpoint ${checkpointId} was denied`);
  const approvers = new Set(binding.filter(({ who }) => mayApprove(scope, who)).map(({ who }) => who));
  if (approvers.size < checkpoint.quorum) {
    throw missing(`checkpoint ${checkpointId} has ${approvers.size} of ${checkpoint.quorum} approvals`);
  }
  return checkpoint.plan;
}

export function mayApprove(scope: Pick<Scope, 'inventory' | 'credential'>, who: string): boolean {
  const responder = scope.inventory.responders.find(({ id }) => id === who);
  return responder?.environments.includes(scope.credential.environment) ?? false;
}

function binds(decision: Decision, digest: string, expiresAt: string): boolean {
  return decision.digest === digest && decision.decidedAt <= expiresAt;
}

const missing = (message: string): FirebreakError => new FirebreakError('ERR_APPROVAL_MISSING', message);
const forged = (message: string): FirebreakError => new FirebreakError('ERR_APPROVAL_FORGED', message);
