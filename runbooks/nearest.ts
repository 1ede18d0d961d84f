/** Which known name did somebody most likely mean? */

/** "; did you mean x?" when a known name is close to the one seen, else ''. */
export function didYouMean(seen: string, known: readonly string[]): string {
  const best = known
    .map((name) => ({ name, distance: distance(seen.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)[0];
  return best !== undefined && best.distance <= Math.max(2, Math.floor(seen.length / 3))
    ? `; did you mean ${best.name}?`
    : '';
}

/** Names for a sentence: at most ten, then how many more. */
export function listNames(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  const shown = names.slice(0, 10).join(', ');
  return names.length > 10 ? `${shown} and ${names.length - 10} more` : shown;
}

/** Levenshtein distance, rows of the usual table. */
function distance(from: string, to: string): number {
  const a = from.slice(0, 64);
  const b = to.slice(0, 64);
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, swap));
    }
    row = next;
  }
  return row[b.length] ?? a.length;
}
