import { describe, expect, it } from 'vitest';
import { sentenceOf } from '../../domain/evidence-sentence.ts';
import { reportFrom } from '../../domain/report-from.ts';
import { summaryOf } from '../../domain/report-summary.ts';
import { sessions, signedUrl } from '../support/billing.ts';
import { instant, LedgerBuilder } from '../support/evidence.ts';
import { containedLedger, heldLedger, openLedger, runningLedger } from '../support/ledgers.ts';

describe('reportFrom, contained', () => {
  const report = reportFrom(containedLedger());

  it('closes every door with a proof, or names it as a residual', () => {
    expect(report.doors).toHaveLength(4 + 3 + 5 + 2 + 6);
    const unproven = report.doors.filter((door) => door.state !== 'closed');
    expect(unproven.map((door) => [door.id, door.state])).toEqual([[signedUrl.id, 'residual']]);
    for (const door of report.doors.filter(({ state }) => state === 'closed')) {
      expect(door.proof).not.toBeNull();
      expect(door.provenAt).not.toBeNull();
    }
    expect(report.residuals.map((item) => item.what)).toEqual([signedUrl.id]);
  });

  it('parts the clock into machine and people', () => {
    const waits = [13_280, 6_570, 5_395, 6_395, 7_895];
    expect(report).toMatchObject({
      verdict: 'contained',
      openedAt: instant(4),
      firstBrakeAt: instant(131),
      containedAt: instant(41_300),
      humanMs: waits.reduce((a, b) => a + b),
    });
    expect(report.machineMs + report.humanMs).toBe(41_300 - 4);
    expect(summaryOf(report)).toMatchObject({ closed: 19, doors: 20, open: 0, residual: 1, firstBrakeMs: 127 });
  });

  it('counts each step by its doors, and the pull by its logs', () => {
    expect(report.steps.map(({ verb, state, done, total }) => [verb, state, done, total])).toEqual([
      ['rotate', 'closed', 4, 4],
      ['freeze', 'closed', 3, 3],
      ['disconnect', 'closed', 5, 5],
      ['pull', 'closed', 2, 2],
      ['sweep', 'closed', 2, 2],
      ['revoke', 'closed', 5, 6],
    ]);
  });

  it('keeps one row per ledger entry and the head of the chain', () => {
    const ledger = containedLedger();
    expect(report.timeline.map((row) => row.seq)).toEqual(ledger.map((entry) => entry.seq));
    expect(report.ledger).toEqual({ entries: ledger.length, head: ledger.at(-1)?.hash });
  });

  it('sees every dependent on the new key id', () => {
    const seen = report.dependents.flatMap((dependent) => dependent.surfaces);
    expect(seen).toHaveLength(4);
    expect(seen.every(({ keyId, failure }) => keyId === 'billing-2026-03' && failure === null)).toBe(true);
  });

  it('is the same report however often it is built', () => {
    expect(reportFrom(containedLedger())).toEqual(report);
  });
});

describe('reportFrom, not contained', () => {
  it('keeps the brakes of held doors in sight', () => {
    const report = reportFrom(heldLedger());
    expect(report).toMatchObject({ verdict: 'held', containedAt: null, closedAt: instant(301_000) });
    const held = report.doors.filter((door) => door.verb === 'disconnect');
    expect(held.every((door) => door.state === 'residual' && door.brakedAt === instant(960))).toBe(true);
    expect(report.decisions.map(({ verb, outcome }) => [verb, outcome])).toEqual([
      ['freeze', 'approve'],
      ['sweep', 'approve'],
      ['revoke', 'expired'],
      ['rotate', 'deny'],
      ['disconnect', 'expired'],
    ]);
  });

  it('takes the last entry as the end of a running response', () => {
    const report = reportFrom(runningLedger());
    expect(report).toMatchObject({ verdict: 'running', closedAt: null, humanMs: 6_100 - 920, machineMs: 920 - 4 });
    expect(report.steps.map((step) => step.state)).toEqual([
      'running',
      'running',
      'running',
      'closed',
      'running',
      'running',
    ]);
    expect(report.doors.filter((door) => door.state === 'braked')).toHaveLength(3 + 5 + 2);
  });

  it('never closes a door on an accepted call alone', () => {
    const builder = new LedgerBuilder()
      .add(1, 'holding.found', { verb: 'freeze', items: sessions })
      .add(2, 'holding.ended', { verb: 'freeze', items: sessions.map(({ id }) => ({ id, outcome: 'done' as const })) })
      .add(3, 'holding.proven', {
        verb: 'freeze',
        items: sessions.map(({ id }) => ({
          id,
          proof: { level: 'accepted' as const, at: instant(3), how: 'said yes' },
        })),
      });
    const states = reportFrom(builder.entries).doors.map(({ state, proof }) => [state, proof]);
    expect(states).toEqual(sessions.map(() => ['open', 'accepted']));
  });

  it('marks given-up steps and unknown outcomes as open', () => {
    const report = reportFrom(openLedger());
    expect(report.steps.find((step) => step.verb === 'revoke')?.state).toBe('open');
    const credential = report.doors.find((door) => door.id === 'credential@issuer/main');
    expect(credential).toMatchObject({ state: 'open', proof: null, how: 'no answer came back within 10 s' });
  });
});

describe('reportFrom, odd ledgers', () => {
  const found = new LedgerBuilder().add(1, 'holding.found', { verb: 'freeze', items: sessions.slice(0, 1) });
  const id = sessions[0]?.id ?? '';
  const proof = { level: 'read-back' as const, at: instant(2), how: 'gone' };
  const residual = { what: id, name: 'x', verb: 'freeze' as const, why: 'no answer', owner: 'ana' };

  it('lets a later proof outweigh a residual, and a later residual a proof', () => {
    const rest = copyOf(found).add(2, 'residual.named', { items: [residual] });
    expect(reportFrom(rest.entries).residuals).toHaveLength(1);
    rest.add(3, 'holding.proven', { verb: 'freeze', items: [{ id, proof }] });
    expect(reportFrom(rest.entries)).toMatchObject({ residuals: [], doors: [{ state: 'closed' }] });
    rest.add(4, 'residual.named', { items: [residual] });
    expect(reportFrom(rest.entries)).toMatchObject({
      residuals: [residual],
      doors: [{ state: 'residual', proof: null }],
    });
  });

  it('opens a proven door again when it is found again', () => {
    const again = copyOf(found)
      .add(2, 'holding.proven', { verb: 'freeze', items: [{ id, proof }] })
      .add(3, 'holding.found', { verb: 'freeze', items: sessions.slice(0, 1) });
    expect(reportFrom(again.entries).doors).toMatchObject([{ state: 'open', proof: null, provenAt: null }]);
  });

  it('reports an alert whose incident is not recorded yet, and refuses an empty ledger', () => {
    const alert = containedLedger().slice(0, 1);
    expect(reportFrom(alert)).toMatchObject({
      verdict: 'running',
      codename: 'not recorded yet',
      doors: [],
      machineMs: 0,
    });
    expect(() => reportFrom([])).toThrow(/no entry for this incident/);
  });

  it('says every kind of evidence in a sentence', () => {
    for (const entry of [...containedLedger(), ...heldLedger()]) {
      expect(sentenceOf(entry)).toMatch(/^\S.{4,}/);
      expect(sentenceOf(entry)).not.toMatch(/undefined|\[object/);
    }
  });
});

function copyOf(builder: LedgerBuilder): LedgerBuilder {
  const copy = new LedgerBuilder();
  for (const { kind, body } of builder.entries) copy.add(1, kind, body);
  return copy;
}
