import { markdownText } from '../escape/markdown.ts';

/** A GitHub table. Every cell is escaped here, so that none is forgotten. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [line(head), line(head.map(() => '---')), ...rows.map((row) => line(row.map(markdownText)))].join('\n');
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
