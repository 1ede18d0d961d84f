import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Connector, Operation } from '../../connectors/connector.ts';
import { errorCodes, FirebreakError } from '../../domain/errors.ts';
import { proofLevels, type Result } from '../../domain/proof.ts';
import type { Fault, FaultProxy } from '../support/fault-proxy.ts';

/** What must every connector do, whatever it speaks to? One suite for all; a case left out states its reason. */

export const contractCases = [
  'a repeated call is harmless',
  'a target that is gone already is no failure',
  'a lost reply is unknown',
  '429 is waited for as long as the server says',
  '500 is not done',
  'a lying 200 is found out by asking again',
  'a hang is unknown within the timeout',
  'a refusal shows neither secrets nor the words of the provider',
] as const;

type ContractCase = (typeof contractCases)[number];

/** One operation, on targets that the fixture made for it. */
export interface Act {
  run(): Promise<readonly Result[]>;
  /** Removes the targets behind the connector's back. */
  vanish(): Promise<void>;
  /** The server's own word, not the connector's: is what the operation should have ended or made still as before? */
  isUnchanged(): Promise<boolean>;
  /** What the connector says when asked again: true only when it holds the operation to be proven. */
  isProven(): Promise<boolean>;
  /** The request that does it, among those the connector sends. */
  readonly calls: Fault['calls'];
}

export interface ContractFixture {
  readonly connector: Connector;
  /** Absent for connectors that speak no HTTP; then the cases that need it are left out with a reason. */
  readonly proxy?: FaultProxy;
  /** Values that may appear in no result, error or reason. */
  readonly canaries: readonly string[];
  /** Prepares the targets; called before anything is spoiled. */
  act(operation: Operation): Promise<Act>;
  close(): Promise<void>;
}

export interface Contract {
  readonly name: string;
  /** The operations that change something and are tried. */
  readonly operations: readonly Operation[];
  readonly make: () => Promise<ContractFixture>;
  readonly skip?: readonly { readonly case: ContractCase; readonly operation?: Operation; readonly reason: string }[];
}

const marker = 'words-of-the-provider';

export function runConnectorContract({ name, operations, make, skip = [] }: Contract): void {
  describe(`${name} keeps the connector contract`, () => {
    let fixture: ContractFixture;
    beforeEach(async () => {
      fixture = await make();
    });
    afterEach(() => fixture.close());

    test('every operation declares itself completely', () => expectCompleteSpecs(fixture.connector));
    test('every capability has its operation, and every operation its capability', () =>
      expectMatchingCapabilities(fixture.connector));
    test('every case left out has a reason', () => {
      for (const { reason } of skip) expect(reason.length).toBeGreaterThan(20);
    });
    for (const operation of operations) {
      for (const title of contractCases) {
        const isLeftOut = skip.some((left) => left.case === title && (left.operation ?? operation) === operation);
        if (!isLeftOut)
          test(`${operation}: ${title}`, async () => bodies[title](fixture, await fixture.act(operation)));
      }
    }
  });
}

const worked = ['done', 'already-done', 'accepted'];

const bodies: Record<ContractCase, (fixture: ContractFixture, act: Act) => Promise<void>> = {
  'a repeated call is harmless': async (fixture, act) => {
    expectOutcomes(await said(fixture, act), worked);
    expectOutcomes(await said(fixture, act), worked);
    expect(await act.isProven()).toBe(true);
  },
  'a target that is gone already is no failure': async (fixture, act) => {
    await act.vanish();
    expectOutcomes(await said(fixture, act), ['already-done', 'accepted']);
  },
  'a lost reply is unknown': async (fixture, act) => {
    proxyOf(fixture).spoil({ mode: 'lose', calls: act.calls });
    expectOutcomes(await said(fixture, act), ['unknown']);
  },
  '429 is waited for as long as the server says': async (fixture, act) => {
    const proxy = proxyOf(fixture);
    const headers = { 'retry-after': '1' };
    proxy.spoil({ mode: 'reply', calls: act.calls, status: 429, headers, times: 1 });
    expectOutcomes(await said(fixture, act), worked);
    const asked = proxy.requests.filter(({ method, path }) => act.calls(method, path));
    expect(asked.length).toBeGreaterThan(1);
    // A timer may fire a few milliseconds early by the clock.
    expect((asked.at(-1)?.at ?? 0) - (asked[0]?.at ?? 0)).toBeGreaterThanOrEqual(990);
  },
  '500 is not done': async (fixture, act) => {
    proxyOf(fixture).spoil({ mode: 'reply', calls: act.calls, status: 500, body: marker });
    expectOutcomes(await said(fixture, act), ['unknown', 'refused']);
    expect(await act.isUnchanged()).toBe(true);
  },
  'a lying 200 is found out by asking again': async (fixture, act) => {
    proxyOf(fixture).spoil({ mode: 'reply', calls: act.calls, status: 200, body: '{}' });
    await said(fixture, act);
    proxyOf(fixture).heal();
    expect(await act.isProven()).toBe(false);
  },
  'a hang is unknown within the timeout': async (fixture, act) => {
    proxyOf(fixture).spoil({ mode: 'hang', calls: act.calls });
    expectOutcomes(await said(fixture, act), ['unknown']);
  },
  'a refusal shows neither secrets nor the words of the provider': async (fixture, act) => {
    const body = JSON.stringify({ error: marker, error_description: `${marker} ${fixture.canaries.join(' ')}` });
    proxyOf(fixture).spoil({ mode: 'reply', calls: act.calls, status: 403, body });
    expectOutcomes(await said(fixture, act), ['refused', 'unknown', 'already-done']);
  },
};

function proxyOf({ proxy }: ContractFixture): FaultProxy {
  if (proxy === undefined) throw new Error('this case needs a fault proxy: leave it out with a reason, or give one');
  return proxy;
}

/** Runs the operation and looks at every word that comes out of it. */
async function said(fixture: ContractFixture, act: Act): Promise<readonly Result[]> {
  const results = await act.run().catch((error: unknown) => {
    expect(error).toBeInstanceOf(FirebreakError);
    const { code, message } = error as FirebreakError;
    expect(errorCodes).toContain(code);
    return [
      { id: 'thrown', outcome: code === 'ERR_OUTCOME_UNKNOWN' ? 'unknown' : 'refused', reason: message } as const,
    ];
  });
  const words = JSON.stringify(results);
  for (const forbidden of [...fixture.canaries, marker]) expect(words).not.toContain(forbidden);
  return results;
}

function expectOutcomes(results: readonly Result[], allowed: readonly string[]): void {
  expect(results.length).toBeGreaterThan(0);
  for (const { outcome, reason } of results) {
    expect(allowed, reason).toContain(outcome);
    if (outcome !== 'done' && outcome !== 'already-done') expect(reason).toBeTruthy();
  }
}

function expectCompleteSpecs({ operations }: Connector): void {
  for (const [operation, spec] of Object.entries(operations)) {
    const { effect, undo, deadBy } = spec;
    expect(['read', 'reversible', 'irreversible'], operation).toContain(effect);
    expect(['token', 'principal', 'account', 'tenant'], operation).toContain(spec.blast);
    expect(['natural', 'gone-is-ok', 'keyed', 'reconcile', 'never'], operation).toContain(spec.retry);
    if (effect === 'irreversible') expect(undo, operation).toBe('none');
    if (effect === 'reversible') expect(undo, operation).not.toBe('none');
    expect(spec.batchMax, operation).toBeGreaterThanOrEqual(1);
    expect(deadBy.typicalMs, operation).toBeGreaterThanOrEqual(0);
    expect(deadBy.maxMs, operation).toBeGreaterThanOrEqual(deadBy.typicalMs);
    expect(deadBy.source.length, operation).toBeGreaterThan(5);
    expect(spec.proofs.length, operation).toBeGreaterThan(0);
    for (const level of spec.proofs) expect(proofLevels, operation).toContain(level);
    expect(Array.isArray(spec.permissions), operation).toBe(true);
  }
}

function expectMatchingCapabilities(connector: Connector): void {
  const capabilities = {
    mint: connector.minter,
    accept: connector.accept,
    fence: connector.fence,
    unfence: connector.unfence,
    retire: connector.retire,
    probe: connector.probe,
    seen: connector.seen,
    bar: connector.bar,
    'sessions.brake': connector.sessions?.brake,
    'sessions.end': connector.sessions?.end,
    'connections.brake': connector.connections?.brake,
    'connections.end': connector.connections?.end,
    'grants.brake': connector.grants?.brake,
    'grants.end': connector.grants?.end,
  } satisfies Record<Operation, unknown>;
  const present = Object.entries(capabilities).filter(([, capability]) => capability !== undefined);
  const names = present.map(([operation]) => operation);
  expect(Object.keys(connector.operations).toSorted()).toEqual(names.toSorted());
}
