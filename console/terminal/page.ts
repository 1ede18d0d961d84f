/** What do the terminal pages have in common? */
import pc from 'picocolors';
import stringWidth from 'string-width';
import { clip } from '../escape/terminal.ts';

export interface PageOptions {
  /** ISO instant the page is seen at: countdowns and the running clock start here. */
  readonly now: string;
  /** False when NO_COLOR is set or the output is no terminal. */
  readonly color: boolean;
  /** IANA name; the system's own when absent. */
  readonly timeZone?: string;
}

/** Columns: what every terminal has. */
export const pageWidth = 80;

export type Colors = ReturnType<typeof pc.createColors>;

export function colorsOf({ color }: PageOptions): Colors {
  return pc.createColors(color);
}

/** One line, cut at the width of the page. Colour goes around it, never into it. */
export function fit(line: string): string {
  return clip(line, pageWidth);
}

/** `Label     words …`, wrapped with the words hanging under each other. The first column is `indent` wide. */
export function labelled(label: string, words: string, indent: number): readonly string[] {
  const lines = wrap(words, pageWidth - indent);
  return lines.map((line, index) => (index === 0 ? label : '').padEnd(indent) + line);
}

export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((part) => pieces(part, width))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (stringWidth(longer) <= width) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

/** A word wider than the line is cut: nothing may push the page apart. */
function pieces(word: string, width: number): readonly string[] {
  if (stringWidth(word) <= width) return [word];
  const cut: string[] = [''];
  for (const { segment } of new Intl.Segmenter().segment(word)) {
    const last = cut.at(-1) ?? '';
    if (stringWidth(last + segment) <= width) cut[cut.length - 1] = last + segment;
    else cut.push(segment);
  }
  return cut;
}
