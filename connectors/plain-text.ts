/** Which part of a text that an attacker may have written is fit for a ledger, a terminal and a page? */

/** Controls, format characters (bidi overrides, zero width), line and paragraph separators, lone surrogates. */
const unfit = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu;

/** One line of at most `max` characters. It still needs escaping for its sink. */
export function plainText(text: string, max: number): string {
  // Four UTF-16 units per character bound the work on a long text before it is cut exactly.
  const line = text
    .slice(0, max * 4)
    .replace(unfit, ' ')
    .trim();
  const characters = Array.from(line);
  return characters.length <= max ? line : `${characters.slice(0, max - 1).join('')}…`;
}
