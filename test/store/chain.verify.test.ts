import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Evidence } from '../../domain/evidence.ts';
import { GENESIS_HASH, hashRow, verifyChain } from '../../store/chain.ts';

function chainOf(bodies: readonly unknown[]): Evidence[] {
  let prevHash = GENESIS_HASH;
  return bodies.map((body, index) => {
    const row = {
      incidentId: 'inc_1',
      seq: index + 1,
      kind: 'log.unreadable',
      happenedAt: '2026-03-01T10:00:00.000Z',
      recordedAt: '2026-03-01T10:00:01.000Z',
      body,
    };
    const hash = hashRow(prevHash, row);
    const evidence = { ...row, prevHash, hash } as unknown as Evidence;
    prevHash = hash;
    return evidence;
  });
}

const chains = fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { minLength: 2, maxLength: 12 }).map(chainOf);

const changes: Record<string, (row: Evidence) => Evidence> = {
  incidentId: (row) => ({ ...row, incidentId: `${row.incidentId}x` }),
  seq: (row) => ({ ...row, seq: row.seq + 1 }),
  kind: (row) => ({ ...row, kind: 'hop.found' }) as unknown as Evidence,
  happenedAt: (row) => ({ ...row, happenedAt: '2026-03-01T10:00:00.001Z' }),
  recordedAt: (row) => ({ ...row, recordedAt: '2026-03-01T10:00:01.001Z' }),
  body: (row) => ({ ...row, body: { ...row.body, forged: true } }) as unknown as Evidence,
  prevHash: (row) => ({ ...row, prevHash: 'f'.repeat(64) }),
  hash: (row) => ({ ...row, hash: 'f'.repeat(64) }),
};

test('an untouched chain verifies, also after a trip through JSON', () => {
  fc.assert(
    fc.property(chains, (rows) => {
      const read = JSON.parse(JSON.stringify(rows)) as Evidence[];
      expect(verifyChain(read)).toEqual({ ok: true, entries: rows.length, head: rows.at(-1)?.hash });
    }),
  );
  expect(verifyChain([])).toEqual({ ok: true, entries: 0, head: GENESIS_HASH });
});

test.each(Object.entries(changes))('an altered %s is seen at its row', (_, change) => {
  fc.assert(
    fc.property(chains, fc.nat(), (rows, at) => {
      const index = at % rows.length;
      const altered = rows.map((row, n) => (n === index ? change(row) : row));
      // A row whose own hashes fit still breaks with the next one; the first row's incident is the measure itself.
      expect(verifyChain(altered)).toMatchObject({ ok: false, seq: index + 1 });
    }),
  );
});

test('a row removed before the last is seen where it is missing', () => {
  fc.assert(
    fc.property(chains, fc.nat(), (rows, at) => {
      const index = at % (rows.length - 1);
      expect(verifyChain(rows.toSpliced(index, 1))).toMatchObject({ ok: false, seq: index + 1 });
    }),
  );
});

test('two rows in each other’s place are seen', () => {
  fc.assert(
    fc.property(chains, fc.nat(), fc.nat(), (rows, one, two) => {
      const [first, second] = [one % rows.length, two % rows.length].sort((a, b) => a - b) as [number, number];
      fc.pre(first !== second);
      const swapped = rows.map((row, n) => (n === first ? rows[second] : n === second ? rows[first] : row));
      expect(verifyChain(swapped as Evidence[])).toMatchObject({ ok: false, seq: first + 1 });
      const renumbered = swapped.map((row, n) => ({ ...row, seq: n + 1 })) as Evidence[];
      expect(verifyChain(renumbered)).toMatchObject({ ok: false, seq: first + 1 });
    }),
  );
});

test('an inserted row is seen', () => {
  fc.assert(
    fc.property(chains, fc.nat(), (rows, at) => {
      const index = at % rows.length;
      const row = rows[index] as Evidence;
      expect(verifyChain(rows.toSpliced(index, 0, row))).toMatchObject({ ok: false });
    }),
  );
});
