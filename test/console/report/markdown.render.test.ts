import * as fc from 'fast-check';
import { Marked, type Token } from 'marked';
import { describe, expect, it } from 'vitest';
import { reportMarkdown } from '../../../console/report/markdown.ts';
import { reportFrom } from '../../../domain/report-from.ts';
import { instant } from '../../support/evidence.ts';
import { containedLedger, heldLedger, hostileLedger } from '../../support/ledgers.ts';

const madeAt = instant(350_000);

describe('reportMarkdown', () => {
  it('opens with the verdict and fills the sections a machine can fill', () => {
    const markdown = reportMarkdown(reportFrom(containedLedger()), madeAt);
    expect(markdown.split('\n')[0]).toBe('# ✔ CONTAINED · amber-otter');
    expect(markdown).toContain('| Doors proven closed | 19 of 20 |');
    expect(markdown).toContain('| Residuals | 1 (next dies 03:17:10 UTC, in 9 min 10 s) |');
    expect(markdown).toContain('## Root cause\n\n_Needs a human._');
  });

  it('says of a held response who held it', () => {
    const markdown = reportMarkdown(reportFrom(heldLedger()), madeAt);
    expect(markdown.split('\n')[0]).toBe('# ‖ HELD · amber-otter');
    expect(markdown).toContain('ana: deny (terminal) payroll runs on the old key until 04:00');
  });

  it('has the same structure whatever the names say', () => {
    const piece = fc.constantFrom(
      '|',
      '`',
      '[x](http://evil)',
      '![',
      '<b>',
      '\n# x',
      '\n\n',
      '**',
      '@team',
      '\\',
      'www.evil.example',
      '&amp;',
    );
    const evil = fc.array(fc.oneof(piece, fc.string({ unit: 'grapheme', minLength: 1, maxLength: 2 })), {
      minLength: 1,
      maxLength: 5,
    });
    const plain = shape(reportMarkdown(reportFrom(hostileLedger('name')), madeAt));
    fc.assert(
      fc.property(evil, (parts) => {
        expect(shape(reportMarkdown(reportFrom(hostileLedger(parts.join(''))), madeAt))).toEqual(plain);
      }),
      { numRuns: 40 },
    );
  });
});

/** Blocks, cells per row, and every inline token that is more than text. */
function shape(markdown: string): unknown {
  const blocks = new Marked().lexer(markdown);
  return blocks.map((block) => [block.type, block.type === 'table' ? cellsOf(block) : [], active(block)]);
}

function cellsOf(table: Token): readonly number[] {
  return 'rows' in table ? (table.rows as readonly (readonly unknown[])[]).map((row) => row.length) : [];
}

function active(token: Token): readonly string[] {
  const kinds: string[] = [];
  void new Marked().walkTokens([token], (inner) => {
    if (['link', 'image', 'html'].includes(inner.type)) kinds.push(inner.type);
  });
  return kinds;
}
