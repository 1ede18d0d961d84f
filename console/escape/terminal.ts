/** How does foreign text stand in a terminal line of known width? */
import stringWidth from 'string-width';
import { visible } from './visible.ts';

export function terminalText(text: string): string {
  return visible(text);
}

/** Cut to `width` columns with an ellipsis, or filled with spaces. Wide characters count as two. */
export function terminalCell(text: string, width: number): string {
  const shown = clip(visible(text), width);
  return shown + ' '.repeat(Math.max(0, width - stringWidth(shown)));
}

export function clip(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (stringWidth(kept + segment) > width - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}
