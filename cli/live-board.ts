/** How does the board stay in one place of the terminal while it changes? */
import type { Io } from './io.ts';

const up = (lines: number) => `\u001b[${lines}A`;
const clearBelow = '\u001b[J';

/** Pages are 80 columns wide; on a narrower terminal lines would wrap and the cursor would miss its way back. */
const pageWidth = 80;

export class LiveBoard {
  private readonly io: Io;
  private shown = '';

  constructor(io: Io) {
    this.io = io;
  }

  /** False when the page does not fit: then there is nothing live, and events are told line by line. */
  fits(page: string): boolean {
    return this.io.interactive && this.io.columns >= pageWidth && height(page) < this.io.rows;
  }

  draw(page: string): void {
    if (page === this.shown) return;
    this.clear();
    this.io.stderr.write(`${page}\n`);
    this.shown = page;
  }

  /** Takes the board off the screen. */
  clear(): void {
    if (this.shown !== '') this.io.stderr.write(`\r${up(height(this.shown))}${clearBelow}`);
    this.shown = '';
  }

  /** Leaves the board where it is; the next one is drawn below. */
  leave(): void {
    this.shown = '';
  }
}

function height(page: string): number {
  return page.split('\n').length;
}
