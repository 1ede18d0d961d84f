import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { importsOf, root, type SourceFile, sourceFiles } from './support/source-files.ts';

/** Data and imports only go down. Folders of equal rank are siblings and never import each other. */
const rank: Readonly<Record<string, number>> = {
  domain: 0,
  connectors: 1,
  store: 1,
  activities: 2,
  workflows: 3,
  runbooks: 4,
  triggers: 5,
  console: 6,
  // The local stack and the practice fleet stand beside the line: they know its words and nothing else.
  runtime: 6,
  drill: 6,
  compose: 7,
};
const side = ['runtime', 'drill'];
const free = ['test', 'bench', 'scripts'];

/** The folder that gives a file its rank; cli/ and the files at the top compose everything below. */
function areaOf(path: string): string {
  const [first = '', ...rest] = path.split('/');
  if (path.endsWith('.config.ts')) return 'test';
  return rest.length === 0 || first === 'cli' ? 'compose' : first;
}

function mayImport(from: string, to: string): boolean {
  const [a, b] = [areaOf(from), areaOf(to)];
  if (a === b || free.includes(a)) return a !== 'connectors' || sameConnector(from, to);
  if (side.includes(a)) return b === 'domain';
  if (side.includes(b)) return a === 'compose';
  return (rank[a] ?? -1) > (rank[b] ?? Number.POSITIVE_INFINITY);
}

/** Files directly in connectors/ are shared; of the connectors' own folders only the index, which lists them, may know two. */
function sameConnector(from: string, to: string): boolean {
  const [a, b] = [from, to].map((path) => path.split('/').slice(1, -1)[0]);
  return a === b || b === undefined || from === 'connectors/index.ts';
}

function localImports(files: readonly SourceFile[]): readonly { from: string; to: string; typeOnly: boolean }[] {
  return files.flatMap((file) =>
    file.imports.filter(({ local }) => local).map(({ what, typeOnly }) => ({ from: file.path, to: what, typeOnly })),
  );
}

function cycles(files: readonly SourceFile[]): readonly string[] {
  const next = new Map(
    files.map((file) => [file.path, file.imports.filter((one) => one.local).map((one) => one.what)]),
  );
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) found.push([...trail.slice(trail.indexOf(path)), path].join(' > '));
    else if (!done.has(path)) for (const to of next.get(path) ?? []) visit(to, [...trail, path]);
    done.add(path);
  };
  for (const path of next.keys()) visit(path, []);
  return found;
}

/** Everything a file pulls in at run time, itself included. */
function reachable(files: readonly SourceFile[], start: readonly SourceFile[]): readonly SourceFile[] {
  const seen = new Set(start);
  for (const file of seen) {
    const values = file.imports.filter(({ local, typeOnly }) => local && !typeOnly).map(({ what }) => what);
    for (const other of files.filter(({ path }) => values.includes(path))) seen.add(other);
  }
  return [...seen];
}

const files = sourceFiles();
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, { version?: string; optionalDependencies?: Record<string, string> }>;
};

test('the rule itself refuses what it should', () => {
  expect(mayImport('workflows/a.ts', 'domain/b.ts')).toBe(true);
  expect(mayImport('domain/a.ts', 'store/b.ts')).toBe(false);
  expect(mayImport('store/a.ts', 'connectors/b.ts')).toBe(false);
  expect(mayImport('connectors/oauth/a.ts', 'connectors/mcp/b.ts')).toBe(false);
  expect(mayImport('runtime/a.ts', 'store/b.ts')).toBe(false);
  expect(mayImport('console/a.ts', 'drill/b.ts')).toBe(false);
  expect(
    importsOf('a/b.ts', "import {\n  x,\n} from '../c/d.ts';\nimport type { Y } from 'y';").map((one) => one.what),
  ).toEqual(['c/d.ts', 'y']);
});

test('imports only go down', () => {
  const up = localImports(files).filter(({ from, to }) => !mayImport(from, to));
  expect(up.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
});

test('no import cycles', () => {
  expect(cycles(files)).toEqual([]);
});

test('no file is longer than 250 lines', () => {
  expect(files.filter(({ lines }) => lines > 250).map(({ path, lines }) => `${path}: ${lines}`)).toEqual([]);
});

test('workflows know activities by type only', () => {
  const known = localImports(files).filter(
    ({ from, to }) => areaOf(from) === 'workflows' && areaOf(to) === 'activities',
  );
  const wrong = known.filter(({ to, typeOnly }) => !typeOnly || to !== 'activities/contract.ts');
  expect(wrong).toEqual([]);
});

test('nothing that runs in a workflow imports Node, zod, pino or any package but the workflow SDK', () => {
  const allowed = ['@temporalio/workflow', '@temporalio/common'];
  const workflows = files.filter(({ path }) => areaOf(path) === 'workflows');
  const foreign = reachable(files, workflows).flatMap(({ path, imports }) =>
    imports
      .filter(({ local, typeOnly, what }) => !local && !typeOnly && !allowed.includes(what))
      .map(({ what }) => `${path} imports ${what}`),
  );
  expect(workflows.length).toBeGreaterThan(0);
  expect(foreign).toEqual([]);
});

test('the built workflow bundle holds neither zod nor pino', () => {
  const bundle = join(root, 'dist/workflow-bundle.js');
  expect(existsSync(bundle), 'run npm run build').toBe(true);
  const code = readFileSync(bundle, 'utf8');
  expect(code).toContain('node_modules/@temporalio/workflow/');
  for (const name of ['zod', 'pino']) expect(code).not.toContain(`node_modules/${name}/`);
});

test('workflows compile without Node types', { timeout: 60_000 }, async () => {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  await promisify(execFile)(process.execPath, [tsc, '-p', 'workflows/tsconfig.json', '--noEmit'], { cwd: root });
});

test('one protobufjs 8, one version of every @temporalio package, and no package named temporalio', () => {
  const named = Object.entries(lock.packages).map(([path, { version }]) => ({
    name: path.replace(/^.*node_modules\//, ''),
    version,
  }));
  const protobuf = named.filter(({ name, version }) => name === 'protobufjs' && version?.startsWith('8.'));
  expect(protobuf).toHaveLength(1);
  const versions = named.filter(({ name }) => name.startsWith('@temporalio/')).map(({ version }) => version);
  expect(new Set(versions).size).toBe(1);
  expect(named.filter(({ name }) => name === 'temporalio')).toEqual([]);
});

test('the SDK packages load the same protobufjs', () => {
  const from = ['common', 'proto', 'worker'].map((name) =>
    createRequire(join(root, 'node_modules/@temporalio', name, 'package.json')),
  );
  expect(new Set(from.map((load) => load.resolve('protobufjs'))).size).toBe(1);
});

test('the lockfile names the packages of every platform', () => {
  const wanted = Object.values(lock.packages).flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}));
  const missing = wanted.filter((name) => lock.packages[`node_modules/${name}`] === undefined);
  expect(missing, 'run node scripts/complete-lockfile.mjs').toEqual([]);
});
