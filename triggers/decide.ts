/** A person's answer: checked, sealed and stored, then told to the running response. */
import { randomUUID } from 'node:crypto';
import { mayApprove } from '../activities/approval.ts';
import type { Answer, Decision, OpenCheckpoint, Surface } from '../domain/checkpoint.ts';
import { FirebreakError } from '../domain/errors.ts';
import { getCheckpoint } from '../store/checkpoints.ts';
import type { Database } from '../store/database.ts';
import { insertDecision, listDecisions, sealDecision } from '../store/decisions.ts';
import { getIncident } from '../store/incidents.ts';
import { loadInventory } from '../store/inventories.ts';
import { append } from '../store/ledger.ts';
import type { DecideReply, DecisionNote } from '../workflows/messages.ts';
import type { Responses } from './responses.ts';

export interface Given {
  readonly checkpointId: string;
  readonly who: string;
  readonly answer: Answer;
  readonly digest: string;
  readonly reason: string;
  readonly surface: Surface;
  /** How the caller is known to be `who`. */
  readonly provider: string;
}

export interface DecideDeps {
  readonly db: Database;
  readonly decisionKey: Buffer;
  readonly responses: Responses;
}

export async function decide(deps: DecideDeps, given: Given): Promise<DecideReply> {
  const checkpoint = await openCheckpoint(deps.db, given);
  await requireResponder(deps.db, checkpoint, given);
  const decision = sealDecision(deps.decisionKey, {
    ...given,
    id: `dec_${randomUUID()}`,
    decidedAt: new Date().toISOString(),
  });
  const stored = await deps.db.transaction(async (tx) => {
    if (!(await insertDecision(tx, decision))) return false;
    const { verb } = checkpoint;
    const { answer, who, provider, surface, digest, reason, decidedAt } = decision;
    const body = { id: checkpoint.id, verb, answer, who, provider, surface, digest, reason };
    await append(tx, checkpoint.incidentId, [{ kind: 'checkpoint.decided', happenedAt: decidedAt, body }]);
    return true;
  });
  if (!stored) return answeredBefore(deps, checkpoint, given);
  return deps.responses.deliver(checkpoint.incidentId, noteOf(decision));
}

async function openCheckpoint(db: Database, given: Given): Promise<OpenCheckpoint> {
  const checkpoint = await getCheckpoint(db, given.checkpointId);
  if (!checkpoint) {
    throw new FirebreakError(
      'ERR_CHECKPOINT_UNKNOWN',
      `there is no checkpoint ${given.checkpointId}; firebreak show lists the open ones`,
    );
  }
  const incident = await getIncident(db, checkpoint.incidentId);
  if (incident?.status === 'closed') {
    throw new FirebreakError(
      'ERR_INCIDENT_CLOSED',
      `incident ${incident.codename} is closed; nothing was released by this answer`,
    );
  }
  if (checkpoint.state === 'superseded') {
    throw new FirebreakError(
      'ERR_DIGEST_STALE',
      `${checkpoint.id} was replaced because the plan moved; firebreak show has the new question`,
    );
  }
  if (given.digest !== checkpoint.digest) {
    throw new FirebreakError(
      'ERR_DIGEST_STALE',
      `the answer is for plan ${given.digest}, the question is about ${checkpoint.digest}; read it again with firebreak show`,
    );
  }
  if (checkpoint.state !== 'open' && !(await hasAnswered(db, given))) {
    throw new FirebreakError('ERR_CHECKPOINT_CLOSED', `${checkpoint.id} is ${checkpoint.state} already`);
  }
  return checkpoint;
}

async function hasAnswered(db: Database, given: Given): Promise<boolean> {
  return (await listDecisions(db, given.checkpointId)).some(({ who }) => who === given.who);
}

/** Anybody listed may deny; approving needs the checkpoint's environment. */
async function requireResponder(db: Database, checkpoint: OpenCheckpoint, { who, answer }: Given): Promise<void> {
  const incident = await getIncident(db, checkpoint.incidentId);
  const inventory = await loadInventory(db, incident?.inventoryHash ?? '');
  const credential = inventory.credentials.find(({ id }) => id === incident?.credential);
  const listed = inventory.responders.some(({ id }) => id === who);
  const allowed = answer === 'deny' ? listed : credential !== undefined && mayApprove({ inventory, credential }, who);
  if (allowed) return;
  const able = inventory.responders.filter(({ environments }) => environments.includes(checkpoint.plan.environment));
  throw new FirebreakError(
    'ERR_NOT_A_RESPONDER',
    `${who} may not ${answer} in ${checkpoint.plan.environment}; these may: ${able.map(({ id }) => id).join(', ')}`,
  );
}

/** The first answer stands. It is delivered once more, in case it was stored and never arrived. */
async function answeredBefore(deps: DecideDeps, checkpoint: OpenCheckpoint, given: Given): Promise<never> {
  const first = (await listDecisions(deps.db, checkpoint.id)).find(({ who }) => who === given.who);
  if (first) await deps.responses.deliver(checkpoint.incidentId, noteOf(first)).catch(() => undefined);
  throw new FirebreakError(
    'ERR_ALREADY_DECIDED',
    `${given.who} answered ${checkpoint.id} with ${first?.answer ?? 'another answer'} at ${first?.decidedAt ?? 'an earlier time'}; the first answer stands`,
  );
}

export function noteOf({ id, checkpointId, digest, answer, who }: Decision): DecisionNote {
  return { decisionId: id, checkpointId, digest, answer, who };
}
