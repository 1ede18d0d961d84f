/** Is this a name a secret can have, and which one may have been meant? */
import { FirebreakError } from '../domain/errors.ts';

/** Each part starts with a letter or digit, so no part is `.`, `..` or hidden; `.age` is what the files end in. */
const PART = /^[a-z0-9][a-z0-9._@-]*(?<!\.age)$/;

/** Bytes a part may have: file systems end at 255, and temporary files need room for their own ending. */
const PART_MAX = 200;

export function checkName(name: string): void {
  if (name.length <= 1_000 && name.split('/').every((part) => part.length <= PART_MAX && PART.test(part))) return;
  throw new FirebreakError(
    'ERR_SECRET_STORE',
    'that is no name for a secret; expected parts like billing/2026-03 of a–z, 0–9 and . _ @ -, each starting with a ' +
      'letter or digit, at most 200 characters long and not ending in .age',
  );
}

export function missing(name: string, existing: readonly string[]): FirebreakError {
  const near = nearestNames(name, existing);
  const hint = near.length === 0 ? 'the store is empty' : `nearest: ${near.join(', ')}`;
  return new FirebreakError(
    'ERR_SECRET_MISSING',
    `no secret is called ${name} (${hint}); seal it with \`firebreak secret put ${name}\``,
  );
}

/** At most three, the nearest first. */
function nearestNames(name: string, existing: readonly string[]): readonly string[] {
  const ranked = existing.map((other) => ({ other, distance: editDistance(name, other) }));
  ranked.sort((a, b) => a.distance - b.distance || (a.other < b.other ? -1 : 1));
  return ranked.slice(0, 3).map(({ other }) => other);
}

/** Levenshtein: letters to add, remove or replace. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [i, letter] of from.split('').entries()) {
    const next = [i + 1];
    for (const [j, other] of to.split('').entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
