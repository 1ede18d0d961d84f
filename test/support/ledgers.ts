/** Five responses to the same leak: contained, held, running, open, and one whose every name is hostile. */
import type { Evidence, HeldItem, Residual } from '../../domain/evidence.ts';
import type { Verb } from '../../domain/verb.ts';
import { connections, grants, hop, hopSessions, oldKey, places, sessions, urlResidual } from './billing.ts';
import { instant } from './evidence.ts';
import { answer, asked, finish } from './response.ts';

export function containedLedger(): readonly Evidence[] {
  const builder = asked();
  answer(builder, 14_200, 'rotate', 'approve', 'all surfaces verified');
  builder.add(14_230, 'step.released', { verb: 'rotate', waitedMs: 13_280 });
  for (const place of places) {
    builder.add(14_300, 'credential.retired', { keyId: oldKey, place, result: { id: place, outcome: 'done' } });
    const proof = { level: 'refused' as const, at: instant(14_420), how: 'the old credential was tried and refused' };
    builder.add(14_425, 'credential.refused', { keyId: oldKey, place, proof });
  }
  builder.add(14_430, 'step.finished', { verb: 'rotate', state: 'closed' });
  const later = [
    ['freeze', sessions, 'read-back', 'the process is gone from the process table', 21_000],
    ['disconnect', connections, 'refused', 'the old session id is refused', 26_500],
    ['sweep', hopSessions, 'read-back', 'the process is gone from the process table', 33_000],
    ['revoke', grants, 'read-back', 'introspection says inactive', 41_000],
  ] as const;
  let ready = 14_430;
  for (const [verb, items, level, how, ms] of later) {
    answer(builder, ms, verb, 'approve', '');
    builder.add(ms + 20, 'step.released', { verb, waitedMs: ms - ready });
    finish(builder, ms + 60, verb, items, level, how);
    ready = ms + 105;
  }
  return builder
    .add(41_200, 'residual.named', { items: [urlResidual] })
    .add(41_400, 'incident.closed', { verdict: 'contained', containedAt: instant(41_300) }).entries;
}

/** Retiring was refused by a person, revoking ran into its deadline: brakes hold, and the old key still works. */
export function heldLedger(): readonly Evidence[] {
  const builder = asked();
  answer(builder, 42_000, 'rotate', 'deny', 'payroll runs on the old key until 04:00');
  builder.add(42_010, 'step.released', { verb: 'rotate', waitedMs: 41_080 });
  const why = 'ana denied retiring it: the old credential still works here';
  builder
    .add(42_050, 'residual.named', {
      items: places.map((place) => ({
        what: `credential@${place}`,
        name: 'credential billing',
        verb: 'rotate' as const,
        why,
        owner: 'ana',
      })),
    })
    .add(42_055, 'step.finished', { verb: 'rotate', state: 'held' });
  answer(builder, 50_000, 'freeze', 'approve', '');
  builder.add(50_010, 'step.released', { verb: 'freeze', waitedMs: 7_945 });
  finish(builder, 50_060, 'freeze', sessions, 'read-back', 'the process is gone from the process table');
  answer(builder, 51_000, 'sweep', 'approve', '');
  finish(builder, 51_060, 'sweep', hopSessions, 'read-back', 'the process is gone from the process table');
  builder
    .add(300_900, 'checkpoint.expired', { id: 'chk_5f1d2c3b_disconnect_1', verb: 'disconnect' })
    .add(300_910, 'step.released', { verb: 'disconnect', waitedMs: 249_795 })
    .add(300_920, 'residual.named', { items: connections.map((item) => heldItem(item, 'disconnect')) })
    .add(300_930, 'step.finished', { verb: 'disconnect', state: 'held' })
    .add(300_940, 'checkpoint.expired', { id: 'chk_5f1d2c3b_revoke_1', verb: 'revoke' })
    .add(300_950, 'residual.named', { items: [...grants.map((item) => heldItem(item, 'revoke')), urlResidual] })
    .add(300_960, 'step.finished', { verb: 'revoke', state: 'held' });
  return builder.add(301_000, 'incident.closed', { verdict: 'held', containedAt: null }).entries;
}

function heldItem({ id, name }: HeldItem, verb: Verb): Residual {
  return { what: id, name, verb, why: 'nobody answered before the deadline', owner: 'ana' };
}

export function runningLedger(): readonly Evidence[] {
  return answer(asked(), 6_100, 'freeze', 'approve', '').entries;
}

/** Only the six verbs' state is sound; a place did not answer and nothing was named: the worst case a reader can meet. */
export function openLedger(): readonly Evidence[] {
  const builder = asked();
  answer(builder, 14_200, 'rotate', 'approve', '');
  builder.add(14_230, 'step.released', { verb: 'rotate', waitedMs: 13_280 });
  for (const place of places) {
    const result = { id: place, outcome: 'unknown' as const, reason: 'no answer came back within 10 s' };
    builder.add(24_300, 'credential.retired', { keyId: oldKey, place, result });
  }
  return builder
    .add(24_400, 'step.finished', { verb: 'rotate', state: 'open' })
    .add(25_000, 'incident.closed', { verdict: 'open', containedAt: null }).entries;
}

export function hostileLedger(evil: string): readonly Evidence[] {
  const builder = asked();
  const item: HeldItem = {
    id: `surface/tools-a#${evil}`,
    kind: 'connection',
    place: 'surface/tools-a',
    name: evil,
    keyId: evil,
    openedAt: instant(-5000),
  };
  return builder
    .add(1000, 'alert.received', {
      source: evil,
      rule: evil,
      location: evil,
      fingerprint: evil,
      reportedBy: evil,
      joined: true,
    })
    .add(1001, 'holding.found', { verb: 'disconnect', items: [item] })
    .add(1002, 'holding.braked', { verb: 'disconnect', items: [{ id: item.id, outcome: 'refused', reason: evil }] })
    .add(1003, 'actions.pulled', {
      place: evil,
      from: instant(0),
      mark: evil,
      items: [
        {
          id: evil,
          at: instant(1),
          place: evil,
          agent: evil,
          session: evil,
          keyId: evil,
          kind: evil,
          effect: 'irreversible',
          target: evil,
        },
      ],
    })
    .add(1004, 'hop.found', { items: [{ ...hop(9, evil, evil, `${evil}2`, evil, 1), brief: evil }] })
    .add(1005, 'dependent.failed', {
      dependent: 'invoicer',
      place: 'surface/ledger-db',
      expectedKeyId: evil,
      seenKeyId: evil,
      reason: evil,
    })
    .add(1006, 'child.opened', { incidentId: 'inc_000000000000000000000001', credential: evil, agent: evil })
    .add(1007, 'residual.named', { items: [{ what: item.id, name: evil, verb: 'disconnect', why: evil, owner: evil }] })
    .add(1008, 'checkpoint.decided', {
      id: 'chk_5f1d2c3b_rotate_1',
      verb: 'rotate',
      answer: 'deny',
      who: evil,
      provider: evil,
      surface: 'api',
      digest: '9c0ffee1d2a3b4c5',
      reason: evil,
    }).entries;
}
