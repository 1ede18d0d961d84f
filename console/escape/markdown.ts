/** How does foreign text stand in Markdown (CommonMark and GitHub's tables) without becoming markup? */
import { visible } from './visible.ts';

/** What may start inline markup, an entity, a template or a link; a backslash before it is literal (CommonMark 2.4). */
const markup = /[\\`*_{}[\]|<>~&$^]|:(?![\s\d]|$)|(?<=www)\./gi;

/**
 * For the inside of a sentence or a table cell, never the start of a line. An `@` stands in a code span, because
 * renderers look for mentions and addresses after they have taken the backslashes away.
 */
export function markdownText(text: string): string {
  return visible(text).replace(markup, '\\$&').replace(/@+/g, '`$&`');
}
