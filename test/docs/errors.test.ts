import { expect, test } from 'vitest';
import { advice } from '../../cli/advice.ts';
import { errorCodes } from '../../domain/errors.ts';
import { page } from '../support/pages.ts';

const rows = [...page('docs/errors.md').matchAll(/^\| `(ERR_\w+)` \| (.+) \| (.+) \| (.+) \|$/gm)];

test('docs/errors.md has every code once and no other', () => {
  expect(rows.map((row) => row[1] ?? '').sort()).toEqual([...errorCodes].sort());
});

test('it says of each what is safe and what to do next as the command line does', () => {
  const said = Object.fromEntries(rows.map(([, code, , safe, next]) => [code, { safe, next }]));
  expect(said).toEqual(advice);
});
