import * as fc from 'fast-check';
import { Marked, type Token } from 'marked';
import { describe, expect, it } from 'vitest';
import { markdownText } from '../../../console/escape/markdown.ts';
import { visible } from '../../../console/escape/visible.ts';

const nasty = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      '|',
      '`',
      '``',
      '[',
      ']',
      '](http://x)',
      '![',
      '<img src=x onerror=alert(1)>',
      '&lt;',
      '**',
      '__',
      '~~',
      '\n\n# ',
      '\n---\n',
      '- ',
      '1. ',
      '> ',
      '\\',
      '\\|',
      'http://evil.example',
      'www.evil.example',
      'a@b.cc',
      '@team',
      '$$',
      '\n```\n',
      '| a |\n|---|\n',
    ),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 2 }),
  ),
  maxLength: 12,
});

const plain = new Set(['text', 'escape', 'codespan']);

function inlineTokens(markdown: string): readonly Token[] {
  const tokens = new Marked().lexer(markdown);
  expect(tokens.map((token) => token.type)).toEqual(['paragraph']);
  const [paragraph] = tokens;
  return paragraph && 'tokens' in paragraph ? (paragraph.tokens ?? []) : [];
}

function said(token: Token): string {
  return 'text' in token ? String(token.text) : token.raw;
}

function tableRows(cell: string): readonly (readonly { readonly tokens: readonly Token[] }[])[] {
  const tokens = new Marked().lexer(`| a | b |\n|---|---|\n| ${cell} | end |\n`);
  const [table] = tokens;
  expect(tokens).toHaveLength(1);
  return table?.type === 'table' ? table['rows'] : [];
}

describe('markdownText', () => {
  it('is only ever text, whatever it says', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const tokens = inlineTokens(`x${markdownText(text)}x`);
        return tokens.every(
          (token) => plain.has(token.type) && (token.type !== 'codespan' || /^`@+`$/.test(token.raw)),
        );
      }),
    );
  });

  it('reads as the text it was', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        expect(
          inlineTokens(`x${markdownText(text)}x`)
            .map(said)
            .join(''),
        ).toBe(`x${visible(text)}x`);
      }),
    );
  });

  it('leaves times, paths and places readable', () => {
    expect(markdownText('surface/ledger-db at 03:02:10.120Z')).toBe('surface/ledger-db at 03:02:10.120Z');
    expect(markdownText('ana@example.com: http://x')).toBe('ana`@`example.com: http\\://x');
  });

  it('stays in its cell', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const rows = tableRows(`x${markdownText(text)}x`);
        return (
          rows.length === 1 &&
          rows[0]?.length === 2 &&
          rows[0][0]?.tokens.every((token) => plain.has(token.type)) === true
        );
      }),
    );
  });
});
