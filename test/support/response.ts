/** The parts of a response the test ledgers are put together from. */
import type { Question } from '../../domain/checkpoint.ts';
import type { HeldItem } from '../../domain/evidence.ts';
import type { ProofLevel } from '../../domain/proof.ts';
import type { Verb } from '../../domain/verb.ts';
import {
  actions,
  connections,
  dependents,
  grants,
  hop,
  hopSessions,
  newKey,
  oldKey,
  places,
  sessions,
  signedUrl,
} from './billing.ts';
import { instant, LedgerBuilder } from './evidence.ts';

function done(items: readonly HeldItem[]) {
  return items.map(({ id }) => ({ id, outcome: 'done' as const }));
}

function proven(items: readonly HeldItem[], level: ProofLevel, how: string, ms: number) {
  return items.map(({ id }) => ({ id, proof: { level, at: instant(ms), how } }));
}

function question(act: string, more: Partial<Question> = {}): Question {
  return { act, breaks: [], braked: [], undo: 'none: it cannot be taken back', warnings: [], ...more };
}

/** Alert, snapshot and every brake: what all four have in common. */
function opened(builder = new LedgerBuilder()): LedgerBuilder {
  builder
    .add(0, 'alert.received', {
      source: 'gitleaks',
      rule: 'generic-api-key',
      location: 'deploy/billing.env:3 in commit 9f31c0a',
      fingerprint: 'hmac:5f1d2c3b4a59',
      reportedBy: 'ci',
      joined: false,
    })
    .add(4, 'incident.opened', {
      codename: 'amber-otter',
      credential: 'billing',
      keyId: oldKey,
      environment: 'production',
      issuer: places[0],
      surfaces: places.slice(1),
      agents: [{ id: 'billing', owner: 'ana' }],
      dependents,
      window: { openedAt: instant(-3_600_000), source: 'commit date in the alert' },
      runbook: {
        name: 'leaked-agent-credential',
        version: 1,
        hash: 'b7'.repeat(32),
        mode: 'overlap',
        sequence: 'flow',
      },
      inventoryHash: 'c4'.repeat(32),
      bundleHash: 'd1'.repeat(32),
    });
  for (const verb of ['rotate', 'freeze', 'pull', 'sweep'] as const) builder.add(60, 'step.entered', { verb });
  builder
    .add(90, 'holding.found', { verb: 'freeze', items: sessions })
    .add(131, 'session.barred', {
      place: 'agent/billing/sessions',
      agents: ['billing'],
      result: { id: 'agent/billing/sessions', outcome: 'done' },
    })
    .add(142, 'holding.braked', { verb: 'freeze', items: done(sessions) })
    .add(
      180,
      'checkpoint.opened',
      checkpoint('freeze', 'End 3 sessions of billing', {
        breaks: ['billing stops until it is started again on the new credential'],
        braked: ['3 of 3 sessions are stopped', 'new sessions of billing are refused'],
      }),
    )
    .add(210, 'credential.minted', { keyId: newKey, oldKeyId: oldKey, place: places[0], tag: 'firebreak/inc_5f1d/1' });
  for (const place of places.slice(1)) {
    builder.add(300, 'credential.accepted', { keyId: newKey, place, result: { id: place, outcome: 'done' } });
  }
  for (const { id } of dependents) {
    builder.add(360, 'credential.handed', { keyId: newKey, dependent: id, path: `/run/${id}/credential.age` });
  }
  return builder;
}

function checkpoint(verb: Verb, act: string, more: Partial<Question> = {}) {
  return {
    id: `chk_5f1d2c3b_${verb}_1`,
    verb,
    digest: '9c0ffee1d2a3b4c5',
    plan: { incidentId: 'inc_5f1d2c3b4a596877869504a3', verb, environment: 'production', targets: [] },
    question: question(act, more),
    quorum: 1,
    expiresAt: instant(300_000),
  };
}

function verified(builder: LedgerBuilder): LedgerBuilder {
  for (const { id, surfaces } of dependents) {
    for (const place of surfaces) {
      const proof = { level: 'read-back' as const, at: instant(900), how: 'the surface names the new key id' };
      builder.add(905, 'dependent.verified', { dependent: id, place, keyId: newKey, proof });
    }
  }
  return builder;
}

function searched(builder: LedgerBuilder): LedgerBuilder {
  return builder
    .add(400, 'actions.pulled', {
      place: 'agent/billing/actions',
      from: instant(-3_600_000),
      mark: '24',
      items: actions(),
    })
    .add(410, 'actions.pulled', { place: 'surface/ledger-db', from: instant(-3_600_000), mark: '9', items: [] })
    .add(415, 'step.finished', { verb: 'pull', state: 'closed' })
    .add(430, 'hop.found', {
      items: [
        hop(1, 'billing', 's-1', 'research', 'h-0', 1),
        hop(2, 'billing', 's-2', 'research', 'h-0', 1),
        hop(3, 'research', 'h-0', 'publisher', 'h-1', 2),
        hop(4, 'publisher', 'h-1', 'billing', 's-3', 3),
      ],
    })
    .add(440, 'holding.found', { verb: 'sweep', items: hopSessions })
    .add(470, 'holding.braked', { verb: 'sweep', items: done(hopSessions) })
    .add(480, 'checkpoint.opened', checkpoint('sweep', 'End 2 sessions of research and publisher'))
    .add(485, 'step.entered', { verb: 'revoke' })
    .add(520, 'holding.found', { verb: 'revoke', items: [...grants, signedUrl] })
    .add(540, 'checkpoint.opened', checkpoint('revoke', 'Revoke 5 tokens at issuer/main'));
}

export function asked(builder = new LedgerBuilder()): LedgerBuilder {
  return verified(searched(opened(builder)))
    .add(910, 'step.entered', { verb: 'disconnect' })
    .add(
      920,
      'checkpoint.opened',
      checkpoint('rotate', 'Retire credential billing at 4 places', { braked: ['nothing: overlap mode'] }),
    )
    .add(930, 'holding.found', { verb: 'disconnect', items: connections })
    .add(960, 'holding.braked', { verb: 'disconnect', items: done(connections) })
    .add(980, 'checkpoint.opened', checkpoint('disconnect', 'Close 5 connections of billing'));
}

export function answer(
  builder: LedgerBuilder,
  ms: number,
  verb: Verb,
  what: 'approve' | 'deny',
  reason: string,
): LedgerBuilder {
  return builder.add(ms, 'checkpoint.decided', {
    id: `chk_5f1d2c3b_${verb}_1`,
    verb,
    answer: what,
    who: verb === 'revoke' ? 'lin' : 'ana',
    provider: 'state-token',
    surface: 'terminal',
    digest: '9c0ffee1d2a3b4c5',
    reason,
  });
}

export function finish(
  builder: LedgerBuilder,
  ms: number,
  verb: Verb,
  items: readonly HeldItem[],
  level: ProofLevel,
  how: string,
): void {
  builder
    .add(ms, 'holding.ended', { verb, items: done(items) })
    .add(ms + 40, 'holding.proven', { verb, items: proven(items, level, how, ms + 40) })
    .add(ms + 45, 'step.finished', { verb, state: 'closed' });
}
