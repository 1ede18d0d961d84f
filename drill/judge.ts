/** Does the fleet agree that it is contained? The intruder tries on for a while; the workloads' own counts are read. */
import { setTimeout as rest } from 'node:timers/promises';
import type { Fleet } from './fleet.ts';

export interface Judgement {
  readonly intruder: {
    readonly successes: number;
    readonly lastSuccessAt: string | null;
    readonly successesAfterContained: number;
  };
  /** On the new credential. */
  readonly dependents: { readonly requests: number; readonly failures: number };
  /** Ways that still worked, for people: `tools-a/held-session`. */
  readonly stillOpen: readonly string[];
}

/** Milliseconds the intruder tries on after containment. */
const settleMs = 3_000;

/** `containedAt` as the report says it, or null when it says no such thing: then every success counts. */
export async function judge(fleet: Fleet, containedAt: string | null): Promise<Judgement> {
  const since = containedAt ?? new Date(0).toISOString();
  const left = Date.parse(since) + settleMs - Date.now();
  await rest(Math.max(containedAt === null ? 0 : 1_000, left));
  const intruder = fleet.intruderStats();
  const after = intruder.successesAfter(since);
  const { successes, lastSuccessAt } = intruder;
  return {
    intruder: { successes, lastSuccessAt, successesAfterContained: after.length },
    dependents: onNewCredential(fleet),
    stillOpen: [...new Set(after.map(({ surface, how }) => `${surface}/${how}`))],
  };
}

function onNewCredential(fleet: Fleet): { requests: number; failures: number } {
  const counts = Object.entries(fleet.dependentStats().perKeyId).filter(([keyId]) => keyId !== fleet.leakedKeyId);
  return {
    requests: counts.reduce((sum, [, count]) => sum + count.requests, 0),
    failures: counts.reduce((sum, [, count]) => sum + count.failures, 0),
  };
}
