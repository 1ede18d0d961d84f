import * as fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { harmlessJson } from '../../../console/escape/json.ts';
import { terminalCell, terminalText } from '../../../console/escape/terminal.ts';
import { visible, visibleDeep } from '../../../console/escape/visible.ts';

/** Any string at all: whole code points, lone surrogates, and often the dangerous ones. */
const anyText = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      '\u001b[2J',
      '\u009b31m',
      '\u202e',
      '\u2066',
      '\u200b',
      '\ufeff',
      '\u2028',
      '\n',
      '\r',
      '\u{e0041}',
      '\ud800',
    ),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
});

/** Inclusive ranges, written out independently of the implementation. */
const dangerous: readonly (readonly [number, number])[] = [
  [0x00, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x61c, 0x61c],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0xd800, 0xdfff],
  [0xfeff, 0xfeff],
  [0xe0000, 0xe007f],
];

function acts(text: string): boolean {
  const codes = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  return codes.some((code) => dangerous.some(([from, to]) => code >= from && code <= to));
}

describe('visible', () => {
  it('leaves no character that acts on a terminal, a line or the reading order', () => {
    fc.assert(fc.property(anyText, (text) => !acts(visible(text))));
  });

  it('says which character it was', () => {
    expect(visible('a\u202eb\u001b[31m\nc')).toBe('a\\u{202e}b\\u{001b}[31m\\nc');
  });

  it('leaves ordinary text of any language alone', () => {
    for (const text of ['billing → research', 'Überweisung 🦦', '発注 #12', 'שלום']) expect(visible(text)).toBe(text);
  });

  it('reaches every string of a structure', () => {
    expect(visibleDeep({ a: ['\u0007', { b: '\u202e' }], n: 1, z: null })).toEqual({
      a: ['\\u{0007}', { b: '\\u{202e}' }],
      n: 1,
      z: null,
    });
  });
});

describe('terminalCell', () => {
  it('is harmless and exactly as wide as asked', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 2, max: 60 }), (text, width) => {
        const cell = terminalCell(text, width);
        return !acts(cell) && stringWidth(cell) === width;
      }),
    );
    expect(terminalText('\u001b]0;x\u0007')).toBe('\\u{001b}]0;x\\u{0007}');
  });
});

describe('harmlessJson', () => {
  it('keeps the value and shows no acting character', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const json = harmlessJson({ [text]: text });
        expect(JSON.parse(json)).toEqual({ [text]: text });
        return !acts(json);
      }),
    );
  });
});
