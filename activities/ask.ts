/** Puts the question of a finish to people, once per plan. */
import type { OpenCheckpoint, Question } from '../domain/checkpoint.ts';
import type { PlannedTarget } from '../domain/plan.ts';
import type { Checkpoint, Step } from '../domain/runbook.ts';
import { insertCheckpoint, listCheckpoints, nextCheckpointId, setCheckpointState } from '../store/checkpoints.ts';
import type { Queryable } from '../store/database.ts';
import { digestOf } from './approval.ts';
import type { Ask } from './contract.ts';
import { now, record, type Scope } from './scope.ts';

/** The runbook's parser refuses a finish without a checkpoint; this is what an older one gets. */
const defaultCheckpoint: Checkpoint = { deadlineMs: 300_000, quorum: 1 };

/** Returns the checkpoint already open for exactly this plan, or opens one and closes the one it replaces. */
export async function ask(
  scope: Scope,
  step: Step,
  targets: readonly PlannedTarget[],
  question: Question,
): Promise<Ask> {
  const checkpoint = await scope.deps.db.transaction(async (tx) => {
    const open = await openFor(tx, scope, step);
    const next = await compose(tx, scope, step, targets, question);
    if (open?.digest === next.digest) return open;
    await insertCheckpoint(tx, next);
    await record(scope, [opened(next)], tx);
    if (open) await supersede(tx, scope, open, next);
    return next;
  });
  return asAsk(checkpoint);
}

function asAsk({ id, digest, quorum, expiresAt }: OpenCheckpoint): Ask {
  return { checkpointId: id, digest, quorum, expiresAtMs: Date.parse(expiresAt) };
}

async function openFor(tx: Queryable, scope: Scope, step: Step): Promise<OpenCheckpoint | undefined> {
  const open = await listCheckpoints(tx, { incidentId: scope.incident.id, state: 'open' });
  return open.find(({ verb }) => verb === step.verb);
}

async function compose(
  tx: Queryable,
  scope: Scope,
  step: Step,
  targets: readonly PlannedTarget[],
  question: Question,
): Promise<OpenCheckpoint> {
  const { deadlineMs, quorum } = step.checkpoint ?? defaultCheckpoint;
  const plan = {
    incidentId: scope.incident.id,
    verb: step.verb,
    environment: scope.credential.environment,
    targets: targets.toSorted((a, b) => (a.place + a.target < b.place + b.target ? -1 : 1)),
  };
  return {
    id: await nextCheckpointId(tx, scope.incident.id, step.verb),
    incidentId: scope.incident.id,
    verb: step.verb,
    digest: digestOf(plan),
    plan,
    question,
    quorum,
    openedAt: new Date().toISOString(),
    expiresAt: new Date(Date.now() + deadlineMs).toISOString(),
  };
}

function opened({ id, verb, digest, plan, question, quorum, expiresAt }: OpenCheckpoint) {
  return now('checkpoint.opened', { id, verb, digest, plan, question, quorum, expiresAt });
}

async function supersede(tx: Queryable, scope: Scope, old: OpenCheckpoint, next: OpenCheckpoint): Promise<void> {
  await setCheckpointState(tx, old.id, 'superseded');
  const added = difference(next, old);
  const removed = difference(old, next);
  await record(scope, [now('checkpoint.superseded', { id: old.id, by: next.id, added, removed })], tx);
}

function difference(a: OpenCheckpoint, b: OpenCheckpoint): readonly string[] {
  const other = new Set(b.plan.targets.map(nameOf));
  return a.plan.targets.map(nameOf).filter((name) => !other.has(name));
}

const nameOf = ({ operation, place, target }: PlannedTarget): string => `${operation} ${place} ${target}`;
