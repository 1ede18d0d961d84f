/** At which line and column does a text stop being JSON? The engine's own message quotes the text, so it is not used. */

/** Undefined when the text is JSON. */
export function jsonFault(text: string): { line: number; column: number } | undefined {
  if (standing(text) === 'whole') return undefined;
  let good = 0;
  let bad = text.length + 1;
  // The longest prefix that more text could still complete ends right before the fault.
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (standing(text.slice(0, middle)) !== 'broken') good = middle;
    else bad = middle;
  }
  const before = text.slice(0, good).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** `unfinished`: the engine complains about the end and nothing before it. */
function standing(text: string): 'whole' | 'unfinished' | 'broken' {
  try {
    JSON.parse(text);
    return 'whole';
  } catch (error) {
    const message = error instanceof SyntaxError ? error.message : '';
    const position = /at position (\d+)/.exec(message)?.[1];
    const atEnd = /^(Unexpected end|Unterminated string)/.test(message) || Number(position) === text.length;
    return atEnd ? 'unfinished' : 'broken';
  }
}
