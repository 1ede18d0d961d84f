/** One incident on a real store, with providers a test scripts call by call: what the activities do, seen from the provider. */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Activities, FinishInput, StepInput } from '../../activities/contract.ts';
import { createActivities } from '../../activities/index.ts';
import type { ConnectorKinds } from '../../activities/places.ts';
import { type Deps, openScope, type Scope } from '../../activities/scope.ts';
import type { Connector } from '../../connectors/connector.ts';
import type { Answer } from '../../domain/checkpoint.ts';
import type { Evidence, EvidenceKind } from '../../domain/evidence.ts';
import type { Dependent, Inventory } from '../../domain/inventory.ts';
import type { Runbook } from '../../domain/runbook.ts';
import type { Verb } from '../../domain/verb.ts';
import { getCheckpoint } from '../../store/checkpoints.ts';
import type { Database } from '../../store/database.ts';
import { insertDecision, sealDecision } from '../../store/decisions.ts';
import { fingerprint } from '../../store/fingerprint.ts';
import { insertIncident } from '../../store/incidents.ts';
import { saveInventory } from '../../store/inventories.ts';
import { readLedger } from '../../store/ledger.ts';
import { openSealedStore } from '../../store/sealed-store.ts';
import { freshStore, incidentOf } from './store.ts';

export const oldKeyId = 'key-old';

export interface Practice {
  readonly db: Database;
  readonly deps: Deps;
  readonly incidentId: string;
  readonly runbook: Runbook;
  readonly activities: Activities;
  scope(): Promise<Scope>;
  step(verb: Verb): StepInput;
  finish(verb: Verb, checkpointId: string): FinishInput;
  decide(
    checkpointId: string,
    over?: { answer?: Answer; who?: string; digest?: string; decidedAt?: string; key?: Buffer },
  ): Promise<void>;
  ledger<K extends EvidenceKind>(kind: K): Promise<readonly Extract<Evidence, { kind: K }>['body'][]>;
  close(): Promise<void>;
}

export interface Script {
  /** Connector by place id: `issuer/main`, `surface/db`, `agent/billing/sessions`, `agent/billing/actions`. */
  readonly places: Readonly<Record<string, Connector>>;
  readonly dependents?: readonly Dependent[];
  /** Besides `billing`, which uses the leaked credential. Sessions and actions at `agent/<id>/…` when such places exist. */
  readonly agents?: readonly { readonly id: string; readonly credential?: string }[];
  /** Besides `billing`. Sealed under its own id as `{ keyId: 'key-<id>', secret: '<id> secret' }`. */
  readonly credentials?: readonly string[];
  readonly runbook?: Partial<Runbook>;
}

const steps = (['rotate', 'freeze', 'disconnect', 'pull', 'sweep', 'revoke'] as const).map((verb) => ({
  verb,
  budgetMs: 300,
  checkpoint: { deadlineMs: 60_000, quorum: 1 },
}));

export async function openPractice(script: Script): Promise<Practice> {
  const dir = await mkdtemp(join(tmpdir(), 'firebreak-practice-'));
  const db = await freshStore();
  const sealed = await openSealedStore(join(dir, 'sealed'));
  const inventory = inventoryOf(script);
  const incidentId = `inc_${randomBytes(12).toString('hex')}`;
  const runbook: Runbook = {
    name: 'practice',
    version: 1,
    hash: 'a'.repeat(64),
    mode: 'overlap',
    sequence: 'flow',
    steps,
    sweep: { maxDepth: 3, maxHops: 10, children: false },
    ...script.runbook,
  };
  await sealed.seal('billing', JSON.stringify({ keyId: oldKeyId, secret: 'old secret' }));
  await sealed.seal('billing@old', JSON.stringify({ keyId: oldKeyId, secret: 'old secret' }));
  for (const id of script.credentials ?? []) {
    await sealed.seal(id, JSON.stringify({ keyId: `key-${id}`, secret: `${id} secret` }));
  }
  await saveInventory(db, inventory);
  const incident = { ...incidentOf(incidentId), inventoryHash: inventory.hash };
  await insertIncident(db, incident, runbook, { keyId: oldKeyId, oldRef: 'billing@old' });
  const decisionKey = await sealed.key('decision-key');
  const key = await sealed.key('fingerprint-key');
  const deps: Deps = {
    db,
    sealed,
    kinds: kindsOf(script),
    fingerprint: (value) => fingerprint(key, value),
    decisionKey,
    owner: `test-${randomUUID()}`,
    bundleHash: 'b'.repeat(64),
    concurrency: 4,
    opened: new Map(),
  };
  const stepOf = (verb: Verb) => {
    const step = runbook.steps.find((item) => item.verb === verb);
    if (!step) throw new Error(`no step ${verb}`);
    return { incidentId, runbook, step };
  };
  return {
    db,
    deps,
    incidentId,
    runbook,
    activities: createActivities(deps),
    scope: () => openScope(deps, incidentId),
    step: stepOf,
    finish: (verb, checkpointId) => ({ ...stepOf(verb), checkpointId, waitedMs: 0 }),
    decide: async (checkpointId, over = {}) => {
      const checkpoint = await getCheckpoint(db, checkpointId);
      const { key: signer = decisionKey, ...changes } = over;
      const decision = sealDecision(signer, {
        id: `dec_${randomUUID()}`,
        checkpointId,
        digest: checkpoint?.digest ?? '',
        answer: 'approve',
        who: 'ana',
        provider: 'test',
        surface: 'api',
        reason: '',
        decidedAt: new Date().toISOString(),
        ...changes,
      });
      await insertDecision(db, decision);
    },
    ledger: async (kind) => {
      const rows = await readLedger(db, incidentId);
      return rows.flatMap((row) => (row.kind === kind ? [row.body as never] : []));
    },
    close: async () => {
      await db.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

function inventoryOf(script: Script): Inventory {
  const places = Object.keys(script.places);
  const credential = (id: string, surfaces: readonly string[]) => ({
    id,
    environment: 'production',
    issuer: 'issuer/main',
    surfaces,
    secret: id,
  });
  const agent = ({ id, credential: own }: { id: string; credential?: string }) => ({
    id,
    owner: 'ana',
    ...(own === undefined ? {} : { credential: own }),
    sessions: places.filter((place) => place === `agent/${id}/sessions`),
    actions: places.filter((place) => place === `agent/${id}/actions`),
  });
  const surfaces = places.filter((id) => id.startsWith('surface/'));
  return {
    hash: randomBytes(32).toString('hex'),
    environments: ['production', 'staging'],
    responders: [
      { id: 'ana', name: 'Ana', environments: ['production'] },
      { id: 'bo', name: 'Bo', environments: ['staging'] },
    ],
    places: places.map((id) => ({ id, connector: id, settings: {} })),
    credentials: [credential('billing', surfaces), ...(script.credentials ?? []).map((id) => credential(id, []))],
    agents: [agent({ id: 'billing', credential: 'billing' }), ...(script.agents ?? []).map(agent)],
    dependents: script.dependents ?? [],
  };
}

function kindsOf(script: Script): ConnectorKinds {
  return Object.fromEntries(
    Object.entries(script.places).map(([id, connector]) => [id, { settings: z.any(), create: () => connector }]),
  );
}
