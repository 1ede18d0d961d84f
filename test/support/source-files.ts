/** Which source files are there, and what does each import? */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Import {
  /** A path from the package's root, or a bare module name. */
  readonly what: string;
  readonly local: boolean;
  readonly typeOnly: boolean;
}

export interface SourceFile {
  /** From the package's root, with forward slashes. */
  readonly path: string;
  readonly lines: number;
  readonly imports: readonly Import[];
}

const skipped = new Set(['node_modules', 'dist', 'coverage', 'histories']);
const statement = /^(?:import|export)\s(?:(type)\s)?(?:[^'"]*?\sfrom\s+)?['"]([^'"]+)['"]/gm;
const dynamic = /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

export function sourceFiles(): readonly SourceFile[] {
  return filesBelow(root).map((path) => {
    const text = readFileSync(join(root, path), 'utf8');
    return { path, lines: text.split('\n').length - 1, imports: importsOf(path, text) };
  });
}

export function importsOf(path: string, text: string): readonly Import[] {
  const named = [...text.matchAll(statement)].map(([, type, what]) => ({
    what: what ?? '',
    typeOnly: type === 'type',
  }));
  const loaded = [...text.matchAll(dynamic)].map(([, what]) => ({ what: what ?? '', typeOnly: false }));
  return [...named, ...loaded].map(({ what, typeOnly }) => {
    const local = what.startsWith('.');
    return { what: local ? relative(root, join(root, dirname(path), what)) : what, local, typeOnly };
  });
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = join(folder, entry.name);
    if (entry.isDirectory()) return skipped.has(entry.name) || /^(dist)?\./.test(entry.name) ? [] : filesBelow(full);
    return /\.(ts|tsx|mjs)$/.test(entry.name) ? [relative(root, full)] : [];
  });
}
