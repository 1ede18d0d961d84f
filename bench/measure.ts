/** The measurements of one bench run: the same containment twice, then how soon a session stands still. */
import type { GatewayClient } from '../cli/gateway-client.ts';
import { evidenceOf } from '../domain/evidence-of.ts';
import type { SealedStore } from '../store/sealed-store.ts';
import { contain } from './contain.ts';
import type { Call, Issuer } from './issuer.ts';
import { type Leak, prepareLeak } from './leak.ts';
import type { Options } from './options.ts';
import { containPlainly } from './plain.ts';
import { type StepTime, stepTimes } from './step-times.ts';

export interface Place {
  readonly gateway: GatewayClient;
  readonly sealed: SealedStore;
  readonly issuer: Issuer;
  /** For run files and issuance logs. */
  readonly dir: string;
}

/** The same containment both ways, one right after the other. */
export interface Pair {
  readonly firebreak: FirebreakRun & FirstStop;
  readonly plain: Run;
}

interface Run {
  readonly ms: number;
  readonly calls: readonly Call[];
}

interface FirebreakRun extends Run {
  readonly steps: readonly StepTime[];
  /** Milliseconds people were waited for; not part of `ms`. */
  readonly humanMs: number;
}

/** Milliseconds until the session stood still. */
export interface FirstStop {
  readonly fromSentMs: number;
  readonly fromAcceptedMs: number;
}

export async function runPair(place: Place, name: string, options: Options): Promise<Pair> {
  const firebreak = await runFirebreak(place, `${name}-firebreak`, options);
  return { firebreak, plain: await runPlain(place, `${name}-plain`, options) };
}

/** From the alert to the verdict, through Firebreak. */
async function runFirebreak(place: Place, name: string, { holdings }: Options): Promise<FirebreakRun & FirstStop> {
  return withLeak(place, name, holdings, async (leak) => {
    const { sentAtMs, acceptedAtMs, evidence } = await contain(place.gateway, leak);
    const calls = place.issuer.takeCalls();
    const [closed] = evidenceOf(evidence, 'incident.closed');
    if (closed?.body.verdict !== 'contained') throw new Error(`the bench's incident was not contained`);
    mustBeDead(place, leak);
    const humanMs = evidenceOf(evidence, 'step.released').reduce((sum, { body }) => sum + body.waitedMs, 0);
    const ms = Date.parse(closed.happenedAt) - sentAtMs - humanMs;
    const stoppedAtMs = await leak.session.stoppedAtMs;
    const stop = { fromSentMs: stoppedAtMs - sentAtMs, fromAcceptedMs: stoppedAtMs - acceptedAtMs };
    return { ms, calls, steps: stepTimes(evidence), humanMs, ...stop };
  });
}

/** From the script's first line to its last. */
async function runPlain(place: Place, name: string, { holdings, concurrency }: Options): Promise<Run> {
  return withLeak(place, name, holdings, async (leak) => {
    const { ms } = await containPlainly(place.issuer, leak, concurrency);
    const calls = place.issuer.takeCalls();
    mustBeDead(place, leak);
    return { ms, calls };
  });
}

/** One incident after the other, each with a credential, an inventory and a session of its own. */
export async function firstStops(place: Place, { incidents }: Options): Promise<readonly FirstStop[]> {
  const stops: FirstStop[] = [];
  for (let index = 1; index <= incidents; index += 1) {
    const stop = await withLeak(place, `incident-${index}`, 5, async (leak) => {
      const { sentAtMs, acceptedAtMs } = await contain(place.gateway, leak);
      const stoppedAtMs = await leak.session.stoppedAtMs;
      return { fromSentMs: stoppedAtMs - sentAtMs, fromAcceptedMs: stoppedAtMs - acceptedAtMs };
    });
    stops.push(stop);
  }
  return stops;
}

async function withLeak<T>(place: Place, name: string, grants: number, work: (leak: Leak) => Promise<T>): Promise<T> {
  const leak = await prepareLeak(place.issuer, place.sealed, place.dir, name, grants);
  place.issuer.takeCalls();
  try {
    return await work(leak);
  } finally {
    leak.session.end();
  }
}

/** The issuer's own word: a fast run that left a door open measures nothing. */
function mustBeDead({ issuer }: Place, { client }: Leak): void {
  const alive = issuer.state.alive(client.keyId);
  if (alive > 0 || issuer.state.accepts(client.keyId, client.secret)) {
    throw new Error(`the issuer still honours the leaked client or ${alive} of its tokens`);
  }
}
