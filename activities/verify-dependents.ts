/** Is each dependent seen, by the surface itself, on the new key id? */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connector, Seen } from '../connectors/connector.ts';
import { FirebreakError } from '../domain/errors.ts';
import type { Dependent } from '../domain/inventory.ts';
import { readLedger } from '../store/ledger.ts';
import { now, record, type Scope } from './scope.ts';

export interface Unverified {
  readonly dependent: string;
  readonly place: string;
  readonly reason: string;
}

export interface Verification {
  /** ISO instant: only what the surface saw since then counts. */
  readonly since: string;
  readonly budgetMs: number;
  readonly kind: 'dependent.verified' | 'dependent.reconnected';
}

/** Asks each surface until it has seen the dependent on the new key id or the budget is spent. */
export async function verifyDependents(scope: Scope, verification: Verification): Promise<void> {
  if (scope.incident.newKeyId === null) return;
  await Promise.all(
    scope.dependents.flatMap((dependent) =>
      dependent.surfaces.map((place) => verifyOne(scope, dependent, place, verification)),
    ),
  );
}

async function verifyOne(scope: Scope, dependent: Dependent, place: string, wanted: Verification): Promise<void> {
  const keyId = scope.incident.newKeyId ?? '';
  const seen = await lookUntilSeen(scope, dependent, place, wanted);
  if (seen.state === 'seen') {
    await record(scope, [now(wanted.kind, { dependent: dependent.id, place, keyId, proof: seen.proof })]);
    return;
  }
  const failure = { dependent: dependent.id, place, expectedKeyId: keyId, seenKeyId: seen.keyId, reason: seen.reason };
  await record(scope, [now('dependent.failed', failure)]);
}

async function lookUntilSeen(scope: Scope, dependent: Dependent, place: string, wanted: Verification): Promise<Seen> {
  const connector = scope.places.at(place);
  const keyId = scope.incident.newKeyId ?? '';
  if (!connector.seen)
    return { state: 'not-seen', keyId: '', reason: 'its connector cannot see who uses which key id' };
  const deadline = Date.now() + wanted.budgetMs;
  for (let pauseMs = 20; ; pauseMs = Math.min(pauseMs * 1.5, 250)) {
    const seen = await look(connector.seen, dependent, keyId, wanted.since);
    if (seen.state === 'seen' || Date.now() > deadline) return seen;
    await sleep(pauseMs);
  }
}

async function look(
  seen: NonNullable<Connector['seen']>,
  { id, handover }: Dependent,
  keyId: string,
  since: string,
): Promise<Seen> {
  try {
    return await seen({ id, handover }, keyId, since);
  } catch (error) {
    if (!(error instanceof FirebreakError)) throw error;
    return { state: 'not-seen', keyId: '', reason: error.message };
  }
}

/** Dependents not yet seen on the new key id, by what the ledger holds. */
export async function unverified(scope: Scope): Promise<readonly Unverified[]> {
  const rows = await readLedger(scope.deps.db, scope.incident.id);
  const state = new Map<string, string | null>();
  for (const row of rows) {
    if (row.kind === 'dependent.verified') state.set(`${row.body.dependent} ${row.body.place}`, null);
    if (row.kind === 'dependent.failed') state.set(`${row.body.dependent} ${row.body.place}`, row.body.reason);
  }
  return scope.dependents.flatMap(({ id, surfaces }) =>
    surfaces.flatMap((place) => {
      const reason = state.get(`${id} ${place}`);
      if (reason === null) return [];
      return [{ dependent: id, place, reason: reason ?? 'it was never handed a new credential' }];
    }),
  );
}
