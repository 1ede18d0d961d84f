/** Rotation: what is minted, who is handed it, when the old one dies, and what is said when it does not. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { armor, Decrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Connector, OperationSpec, Seen } from '../../connectors/connector.ts';
import { FirebreakError } from '../../domain/errors.ts';
import type { Dependent } from '../../domain/inventory.ts';
import { getIncident } from '../../store/incidents.ts';
import { readLedger } from '../../store/ledger.ts';
import { oldKeyId, openPractice, type Practice, type Script } from '../support/practice.ts';

const reversible: OperationSpec = {
  effect: 'reversible',
  undo: 'call',
  blast: 'principal',
  retry: 'reconcile',
  batchMax: 1,
  deadBy: { typicalMs: 1, maxMs: 1, source: 'test' },
  proofs: ['refused'],
  needsRawSecret: false,
  permissions: [],
};
const irreversible: OperationSpec = { ...reversible, effect: 'irreversible', undo: 'none', retry: 'gone-is-ok' };
const proof = () => ({ level: 'refused' as const, at: new Date().toISOString(), how: 'refused' });

let folder: string;
let practice: Practice;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'firebreak-rotate-'));
});
afterEach(async () => {
  await practice.close();
  await rm(folder, { recursive: true, force: true });
});

/** An issuer and one surface; `calls` is what they saw. */
function providers(over: { mint?: () => Promise<void>; seen?: () => Promise<Seen>; stillAccepts?: boolean } = {}) {
  const calls: string[] = [];
  const live = new Set([oldKeyId]);
  const minted: string[] = [];
  const seal: { into?: Practice } = {};
  const issuer: Connector = {
    operations: { mint: reversible, retire: irreversible },
    minter: {
      mint: async (_, tag, ref) => {
        calls.push(`mint ${tag}`);
        const keyId = `key-new-${minted.length + 1}`;
        minted.push(keyId);
        await over.mint?.();
        await seal.into?.deps.sealed.seal(ref, JSON.stringify({ keyId, secret: 'new secret' }));
        return { keyId, ref };
      },
      findMinted: async () => minted.map((keyId) => ({ keyId })),
      discard: async (keyId) => {
        calls.push(`discard ${keyId}`);
        return { id: keyId, outcome: 'done' };
      },
    },
    retire: async (keyId) => {
      calls.push(`retire ${keyId} at issuer`);
      if (!over.stillAccepts) live.delete(keyId);
      return { id: keyId, outcome: 'done' };
    },
    probe: async () => (live.has(oldKeyId) ? { state: 'accepted' } : { state: 'refused', proof: proof() }),
  };
  const surface: Connector = {
    operations: { accept: { ...reversible, retry: 'natural' }, fence: reversible, retire: irreversible },
    fence: async (keyId) => {
      calls.push(`fence ${keyId}`);
      return { id: keyId, outcome: 'done' };
    },
    accept: async ({ keyId }) => {
      calls.push(`accept ${keyId}`);
      return { id: keyId, outcome: 'done' };
    },
    retire: async (keyId) => {
      calls.push(`retire ${keyId} at surface`);
      return { id: keyId, outcome: 'done' };
    },
    probe: issuer.probe ?? (async () => ({ state: 'accepted' })),
    seen: over.seen ?? (async (_, keyId) => ({ state: 'seen', keyId, proof: proof() })),
  };
  return { calls, seal, places: { 'issuer/main': issuer, 'surface/db': surface } };
}

async function dependent(): Promise<{ dependent: Dependent; identity: string }> {
  const identity = await generateX25519Identity();
  const recipient = await identityToRecipient(identity);
  const handover = { path: join(folder, 'invoicer.age'), recipient };
  return {
    identity,
    dependent: { id: 'invoicer', owner: 'ana', credential: 'billing', surfaces: ['surface/db'], handover },
  };
}

async function open(script: ReturnType<typeof providers>, more: Partial<Script> = {}): Promise<void> {
  practice = await openPractice({ places: script.places, ...more });
  script.seal.into = practice;
}

async function brakeAndApprove() {
  const { ask } = await practice.activities.rotateBrake(practice.step('rotate'));
  if (!ask) throw new Error('nothing was asked');
  await practice.decide(ask.checkpointId);
  return practice.activities.rotateFinish(practice.finish('rotate', ask.checkpointId));
}

test('mints, teaches, hands over and verifies before anything is asked; retires only after', async () => {
  const script = providers();
  const { dependent: invoicer, identity } = await dependent();
  await open(script, { dependents: [invoicer] });
  const { ask } = await practice.activities.rotateBrake(practice.step('rotate'));
  expect(script.calls).toEqual([`mint firebreak/${practice.incidentId}/1`, 'accept key-new-1', `fence ${oldKeyId}`]);
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  const handed = await decrypter.decrypt(armor.decode(await readFile(invoicer.handover.path, 'utf8')), 'text');
  expect(JSON.parse(handed)).toEqual({ keyId: 'key-new-1', secret: 'new secret' });
  await practice.decide(ask?.checkpointId ?? '');
  const outcome = await practice.activities.rotateFinish(practice.finish('rotate', ask?.checkpointId ?? ''));
  expect(outcome).toEqual({ state: 'closed' });
  expect(script.calls.slice(3).toSorted()).toEqual([`retire ${oldKeyId} at issuer`, `retire ${oldKeyId} at surface`]);
  expect((await practice.ledger('credential.refused')).map(({ place }) => place).toSorted()).toEqual([
    'issuer/main',
    'surface/db',
  ]);
  expect(JSON.parse(await practice.deps.sealed.open('billing'))).toMatchObject({ keyId: 'key-new-1' });
});

test('a surface that fails verification keeps the old credential alive even after an approval, and both are said', async () => {
  const script = providers({
    seen: async () => ({ state: 'not-seen', keyId: oldKeyId, reason: 'still on the old key id' }),
  });
  const { dependent: invoicer } = await dependent();
  await open(script, { dependents: [invoicer] });
  expect(await brakeAndApprove()).toEqual({ state: 'open' });
  expect(script.calls.filter((call) => call.startsWith('retire'))).toEqual([]);
  const [question] = (await practice.ledger('checkpoint.opened')).map((body) => body.question);
  expect(question?.warnings).toEqual(['invoicer is not verified at surface/db: still on the old key id']);
  expect(script.calls.filter((call) => call.startsWith('fence'))).toEqual([]);
  const [residual] = await practice.ledger('residual.named');
  expect(residual?.items.map(({ what }) => what)).toEqual(['credential@issuer/main', 'credential@surface/db']);
});

test('a surface that is down during verification is a failed verification with its reason, not a crash', async () => {
  const down = async () => {
    throw new FirebreakError('ERR_PROVIDER_UNREACHABLE', 'surface/db does not answer');
  };
  const script = providers({ seen: down });
  const { dependent: invoicer } = await dependent();
  await open(script, { dependents: [invoicer] });
  await practice.activities.rotateBrake(practice.step('rotate'));
  expect((await practice.ledger('dependent.failed'))[0]?.reason).toBe('surface/db does not answer');
});

test('an issuer that refuses the mint leaves the old credential alone and says so in the question', async () => {
  const script = providers({
    mint: async () => {
      throw new FirebreakError('ERR_PROVIDER_REFUSED', 'the issuer refused the registration');
    },
  });
  await open(script);
  expect(await brakeAndApprove()).toEqual({ state: 'open' });
  expect((await practice.ledger('credential.unminted'))[0]?.reason).toBe('the issuer refused the registration');
  expect((await practice.ledger('checkpoint.opened'))[0]?.question.warnings).toContain(
    'no new credential exists: the issuer did not mint one',
  );
  expect(script.calls.filter((call) => call.startsWith('retire'))).toEqual([]);
});

test('a minted credential whose secret was lost with the reply is removed, never left alive', async () => {
  const script = providers({
    mint: async () => {
      throw new Error('socket hang up');
    },
  });
  await open(script);
  await practice.activities.rotateBrake(practice.step('rotate'));
  expect(script.calls).toContain('discard key-new-1');
  expect((await getIncident(practice.db, practice.incidentId))?.newKeyId).toBeNull();
});

test('the brake run twice mints once', async () => {
  const script = providers();
  await open(script);
  await practice.activities.rotateBrake(practice.step('rotate'));
  await practice.activities.rotateBrake(practice.step('rotate'));
  expect(script.calls.filter((call) => call.startsWith('mint'))).toHaveLength(1);
  expect(await practice.ledger('checkpoint.opened')).toHaveLength(1);
});

test('a surface that says retired but still accepts the old credential is an open door', async () => {
  const script = providers({ stillAccepts: true });
  await open(script);
  expect(await brakeAndApprove()).toEqual({ state: 'open' });
  const residuals = await practice.ledger('residual.named');
  expect(residuals.flatMap(({ items }) => items).map(({ why }) => why)).toContain(
    'the old credential is still accepted there',
  );
});

test('kill-now retires before any dependent is verified, and says afterwards which ones are', async () => {
  const script = providers();
  const { dependent: invoicer } = await dependent();
  await open(script, { dependents: [invoicer], runbook: { mode: 'kill-now' } });
  expect(await brakeAndApprove()).toEqual({ state: 'closed' });
  const kinds = (await readLedger(practice.db, practice.incidentId)).map(({ kind }) => kind);
  expect(kinds.indexOf('credential.retired')).toBeGreaterThan(-1);
  expect(kinds.indexOf('credential.retired')).toBeLessThan(kinds.indexOf('dependent.verified'));
});
