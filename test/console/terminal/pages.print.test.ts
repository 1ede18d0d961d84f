import * as fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { board } from '../../../console/terminal/board.ts';
import { incidentList } from '../../../console/terminal/list.ts';
import { question } from '../../../console/terminal/question.ts';
import type { OpenCheckpoint } from '../../../domain/checkpoint.ts';
import { reportFrom } from '../../../domain/report-from.ts';
import { instant } from '../../support/evidence.ts';
import { containedLedger, heldLedger, hostileLedger, openLedger, runningLedger } from '../../support/ledgers.ts';

const options = { now: instant(30_000), color: false, timeZone: 'Europe/Berlin' };
const people = [
  { id: 'ana', name: 'Ana Lima', environments: ['production', 'staging'] },
  { id: 'bo', name: 'Bo', environments: ['staging'] },
];

function checkpoint(name: string): OpenCheckpoint {
  const place = 'surface/ledger-db';
  return {
    id: 'chk_5f1d2c3b4a596877869504a3_disconnect_1',
    incidentId: 'inc_5f1d2c3b4a596877869504a3',
    verb: 'disconnect',
    digest: '9c0ffee1d2a3b4c5',
    plan: {
      incidentId: 'inc_5f1d2c3b4a596877869504a3',
      verb: 'disconnect',
      environment: 'production',
      targets: Array.from({ length: 9 }, (_, n) => ({
        operation: 'connections.end',
        place,
        target: `${place}#${name}${n}`,
        extent: 'one',
        effect: 'irreversible',
      })),
    },
    question: { act: `Close 9 connections of ${name}`, breaks: [name], braked: [], undo: name, warnings: [name] },
    quorum: 2,
    openedAt: instant(0),
    expiresAt: instant(300_000),
  };
}

function widths(page: string): number {
  return Math.max(...page.split('\n').map((line) => stringWidth(line)));
}

describe('board', () => {
  it('shows six rows, the doors and a clock that goes on while it runs', () => {
    const page = board(reportFrom(runningLedger()), options);
    expect(page).toMatch(/^ ▶ RUNNING {2}amber-otter · credential billing · production$/m);
    expect(page.match(/^ [▶✔] (rotate|freeze|disconnect|pull|sweep|revoke) /gm)).toHaveLength(6);
    expect(page).toContain('0 of 20 doors proven closed, 20 open (brakes hold 10)');
    expect(page).toContain('0:29 of 10:00   machine 916 ms · people 29.1 s');
    expect(page).toContain('firebreak decide chk_5f1d2c3b_rotate_1 approve|deny');
    expect(page).toContain('until 04:07:10 CET, in 4 min 30 s');
  });

  it('stops the clock with the response', () => {
    const report = reportFrom(containedLedger());
    expect(board(report, options)).toBe(board(report, options));
    expect(board(report, options)).toContain('0:41 of 10:00   machine 1.8 s · people 39.5 s · first brake 127 ms');
  });

  it('says what is next when people held it', () => {
    const page = board(reportFrom(heldLedger()), options);
    expect(page).toContain('‖ HELD');
    expect(page).toContain('1. Rotate: ana said no');
  });

  it('paints only when told to', () => {
    expect(board(reportFrom(openLedger()), options)).not.toContain('\u001b');
    expect(board(reportFrom(openLedger()), { ...options, color: true })).toContain('\u001b[');
  });
});

describe('question', () => {
  it('says what, how many, who breaks, what is braked, undo, deadline, who may answer and how', () => {
    const page = question(checkpoint('billing'), { ...options, codename: 'amber-otter', responders: people });
    const head = [
      'CHECKPOINT · disconnect · amber-otter',
      'Close 9 connections of billing?',
      '9 targets at 1 place in production',
    ];
    const parts = [
      '… and 3 more',
      'nothing: saying no leaves it all open',
      '04:07:10 CET, in 4 min 30 s',
      '9c0ffee1d2a3b4c5',
    ];
    for (const part of [...head, ...parts]) expect(page).toContain(part);
    expect(page.replace(/\s+/g, ' ')).toContain('If nobody answers by then, disconnect is held');
    expect(page.replace(/\s+/g, ' ')).toContain('ana (Ana Lima); 2 different people must say yes');
    expect(page).not.toContain('Bo');
    expect(page).toMatch(/^ {2}firebreak decide chk_5f1d2c3b4a596877869504a3_disconnect_1 approve$/m);
  });
});

describe('every page', () => {
  it('stays within 80 columns and harmless whatever the names say', () => {
    const name = fc.string({
      unit: fc.constantFrom('\u001b[2J', '\u202e', '\n', '\u0007', '発', '🦦', 'a', ' ', 'long-word-'),
      maxLength: 40,
    });
    fc.assert(
      fc.property(name, (evil) => {
        const listed = { codename: evil, credential: evil, environment: evil, openedAt: instant(0), verdict: null };
        const pages = [
          board(reportFrom(hostileLedger(evil)), options),
          question(checkpoint(evil), { ...options, codename: evil, responders: people }),
          incidentList([listed, { ...listed, verdict: 'held' }], options),
        ];
        for (const page of pages) {
          expect(widths(page)).toBeLessThanOrEqual(80);
          expect(page.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('says how to begin when there is no incident', () => {
    expect(incidentList([], options)).toContain('firebreak respond --alert FILE');
  });
});
