/** Tries the old credential at every place, as an attacker would, until each refuses it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connector, Probe } from '../connectors/connector.ts';
import { FirebreakError } from '../domain/errors.ts';
import { nameAlive } from './retire.ts';
import { now, record, type Scope } from './scope.ts';

/** True when every place refused. A place that cannot be probed, or still accepts, is named as a residual. */
export async function proveRefused(scope: Scope, places: readonly string[], budgetMs: number): Promise<boolean> {
  const refused = await Promise.all(places.map((place) => proveAt(scope, place, budgetMs)));
  return refused.every(Boolean);
}

async function proveAt(scope: Scope, place: string, budgetMs: number): Promise<boolean> {
  const { keyId } = scope.incident;
  const probe = await probeUntilRefused(scope, place, budgetMs);
  if (probe?.state === 'refused') {
    await record(scope, [now('credential.refused', { keyId, place, proof: probe.proof })]);
    return true;
  }
  await nameAlive(scope, [place], whyAlive(probe));
  return false;
}

async function probeUntilRefused(scope: Scope, place: string, budgetMs: number): Promise<Probe | undefined> {
  const connector = scope.places.at(place);
  if (!connector.probe) return undefined;
  const deadline = Date.now() + budgetMs;
  for (let pauseMs = 20; ; pauseMs = Math.min(pauseMs * 2, 1000)) {
    const probe = await tryOld(connector.probe, scope.incident.oldRef);
    if (probe.state === 'refused' || Date.now() > deadline) return probe;
    await sleep(pauseMs);
  }
}

async function tryOld(probe: NonNullable<Connector['probe']>, ref: string): Promise<Probe> {
  try {
    return await probe(ref);
  } catch (error) {
    if (!(error instanceof FirebreakError)) throw error;
    return { state: 'unknown', reason: error.message };
  }
}

function whyAlive(probe: Probe | undefined): string {
  if (!probe) return 'its connector cannot try the old credential, so nothing proves that it is refused';
  return probe.state === 'unknown' ? probe.reason : 'the old credential is still accepted there';
}
