/** The one way to change the outside world: approval checked, claim taken, *sent* written, then the call, then its outcome. */
import type { Operation, OperationSpec } from '../connectors/connector.ts';
import { FirebreakError } from '../domain/errors.ts';
import { covers, type Plan } from '../domain/plan.ts';
import type { Outcome, Result } from '../domain/proof.ts';
import type { Verb } from '../domain/verb.ts';
import {
  claimEffects,
  effectKey,
  expireEffects,
  intendEffects,
  readEffects,
  resolveUnknown,
  settleEffects,
} from '../store/effects.ts';
import { requireApproval } from './approval.ts';
import type { Scope } from './scope.ts';

/**
 * Milliseconds a claim lasts: longer than a provider call. A page that takes longer still loses its claim, and what it
 * then did counts as unknown: sent again where a repeat is harmless, else a question for people.
 */
const leaseMs = 30_000;

export interface Passage {
  readonly verb: Verb;
  readonly operation: Operation | 'hand' | 'discard';
  readonly place: string;
  readonly spec: Pick<OperationSpec, 'effect' | 'retry'>;
  /** Required when the effect is irreversible. */
  readonly checkpointId?: string;
}

/**
 * Sends `call` for every target this worker could claim and returns a result for every target given.
 * What an earlier attempt confirmed is `already-done`; what may have been sent and cannot be repeated is `unknown`.
 */
export async function passGate(
  scope: Scope,
  passage: Passage,
  targets: readonly string[],
  call: (targets: readonly string[]) => Promise<readonly Result[]>,
): Promise<readonly Result[]> {
  const { db, owner } = scope.deps;
  const keys = new Map(targets.map((target) => [keyOf(scope, passage, target), target]));
  await intend(scope, passage, keys);
  await reopen(scope, passage, [...keys.keys()]);
  const claims = await claimEffects(db, [...keys.keys()], owner, leaseMs);
  const claimed = claims.map(({ key }) => keys.get(key) ?? key);
  const results = claimed.length === 0 ? [] : await attempt(claimed, call);
  const fences = new Map(claims.map(({ key, fence }) => [keys.get(key) ?? key, { key, fence }]));
  await settleEffects(
    db,
    results.flatMap((result) => {
      const claim = fences.get(result.id);
      return claim ? [{ ...claim, ...settled(result) }] : [];
    }),
    owner,
  );
  return [...results, ...(await recorded(scope, keys, new Set(claimed)))];
}

async function intend(scope: Scope, passage: Passage, keys: ReadonlyMap<string, string>): Promise<void> {
  const { verb, operation, place, spec, checkpointId } = passage;
  await scope.deps.db.transaction(async (tx) => {
    if (spec.effect === 'irreversible') {
      if (!checkpointId)
        throw new FirebreakError('ERR_APPROVAL_MISSING', `${operation} at ${place} names no checkpoint`);
      requireCover(await requireApproval(tx, scope, checkpointId), passage, [...keys.values()]);
    }
    const row = { incidentId: scope.incident.id, verb, operation, place, effect: spec.effect };
    const rows = [...keys].map(([key, target]) => ({ ...row, key, target, checkpointId: checkpointId ?? null }));
    await intendEffects(tx, rows);
  });
}

/** An approval to end three sessions never ends a fourth. */
function requireCover(plan: Plan, { operation, place }: Passage, targets: readonly string[]): void {
  const stray = targets.find((target) => !covers(plan, operation, place, target));
  if (stray === undefined) return;
  throw new FirebreakError('ERR_APPROVAL_MISSING', `the approved plan has no ${operation} of ${stray} at ${place}`);
}

/** By the connector's word a second call does no harm, so a lost answer is no question for people. */
export function mayRepeat({ retry }: Pick<OperationSpec, 'retry'>): boolean {
  return retry === 'natural' || retry === 'gone-is-ok';
}

/** An effect whose lease ran out may have happened. It is sent again only where a repeat is harmless by declaration. */
async function reopen(scope: Scope, passage: Passage, keys: readonly string[]): Promise<void> {
  await expireEffects(scope.deps.db, keys);
  if (!mayRepeat(passage.spec)) return;
  const unknown = (await readEffects(scope.deps.db, keys)).filter(({ state }) => state === 'unknown');
  await resolveUnknown(
    scope.deps.db,
    unknown.map(({ key }) => ({ key, state: 'intended' as const })),
  );
}

async function attempt(
  targets: readonly string[],
  call: (targets: readonly string[]) => Promise<readonly Result[]>,
): Promise<readonly Result[]> {
  try {
    const results = new Map((await call(targets)).map((result) => [result.id, result]));
    return targets.map(
      (id) => results.get(id) ?? { id, outcome: 'unknown', reason: 'the connector gave no answer for it' },
    );
  } catch (error) {
    return targets.map((id) => failedCall(id, error));
  }
}

function failedCall(id: string, error: unknown): Result {
  if (error instanceof FirebreakError) {
    return { id, outcome: error.code === 'ERR_OUTCOME_UNKNOWN' ? 'unknown' : 'refused', reason: error.message };
  }
  return { id, outcome: 'unknown', reason: 'the call broke off; whether it took effect is not known' };
}

async function recorded(
  scope: Scope,
  keys: ReadonlyMap<string, string>,
  claimed: ReadonlySet<string>,
): Promise<readonly Result[]> {
  const rest = [...keys].filter(([, target]) => !claimed.has(target));
  if (rest.length === 0) return [];
  const rows = await readEffects(
    scope.deps.db,
    rest.map(([key]) => key),
  );
  return rows.map((row): Result => {
    const id = keys.get(row.key) ?? row.key;
    if (row.state === 'confirmed') return { id, outcome: 'already-done' };
    if (row.state === 'failed')
      return { id, outcome: 'refused', reason: row.reason ?? 'an earlier attempt was refused' };
    return { id, outcome: 'unknown', reason: 'an earlier attempt was sent and its answer was lost' };
  });
}

const states = {
  done: 'confirmed',
  'already-done': 'confirmed',
  accepted: 'confirmed',
  refused: 'failed',
  unknown: 'unknown',
} as const satisfies Record<Outcome, string>;

function settled(result: Result): { state: (typeof states)[Outcome]; outcome: Outcome; reason?: string } {
  const { outcome, reason } = result;
  return reason === undefined ? { state: states[outcome], outcome } : { state: states[outcome], outcome, reason };
}

function keyOf(scope: Scope, passage: Passage, target: string): string {
  return effectKey(scope.incident.id, passage.verb, passage.operation, `${passage.place}|${target}`);
}
