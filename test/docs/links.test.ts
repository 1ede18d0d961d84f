import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { page, pagePaths } from '../support/pages.ts';

const root = join(import.meta.dirname, '../..');

/** A heading as GitHub makes an anchor of it. */
function anchorsOf(path: string): readonly string[] {
  const prose = page(path).replaceAll(/^```[\s\S]*?^```$/gm, '');
  return [...prose.matchAll(/^#+ (.+)$/gm)].map((heading) =>
    (heading[1] ?? '')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(/\s/g, '-'),
  );
}

function brokenLinks(path: string): readonly string[] {
  const prose = page(path).replaceAll(/^```[\s\S]*?^```$/gm, '');
  const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map((link) => link[1] ?? '');
  return targets.filter((target) => {
    if (/^https?:/.test(target)) return false;
    const [file = '', anchor] = target.split('#');
    const to = file === '' ? path : join(dirname(path), file);
    if (!existsSync(join(root, to))) return true;
    return anchor !== undefined && !anchorsOf(to).includes(anchor);
  });
}

test.each(pagePaths())('every link of %s within the repository leads somewhere', (path) => {
  expect(brokenLinks(path)).toEqual([]);
});

/** Files a page names in code, so that a rename does not leave it pointing nowhere. */
test.each(pagePaths())('every file of the repository that %s names in code is there', (path) => {
  const folders =
    'activities|cli|connectors|console|deploy|docs|domain|drill|runbooks|runtime|schemas|scripts|store|test';
  const named = [
    ...page(path).matchAll(
      new RegExp(`\`((?:${folders}|triggers|workflows)/[\\w./-]+\\.(?:tsx?|mjs|ya?ml|json|sql))\``, 'g'),
    ),
  ];
  expect(named.map((name) => name[1] ?? '').filter((file) => !existsSync(join(root, file)))).toEqual([]);
});
