/** Is `dist/` the compiled form of exactly these sources? If not, build it beside and put it in place when it is whole. */
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './root.mjs';
import { run } from './run.mjs';
import { say } from './say.mjs';
import { digest, isStamped, stamp } from './stamp.mjs';

const folders = ['activities', 'bench', 'cli', 'connectors', 'console', 'domain', 'drill'];
folders.push('runbooks', 'runtime', 'schemas', 'scripts', 'store', 'triggers', 'workflows');
const files = ['package-lock.json', 'package.json', 'tsconfig.build.json', 'tsconfig.json'];
files.push(...readdirSync(root).filter((name) => name.endsWith('.ts') && !name.endsWith('.config.ts')));
const stampFile = 'dist/.firebreak-built';

export async function buildOnce() {
  const sources = digest([...folders, ...files]);
  if (isStamped(stampFile, sources)) return;
  say('building, once per change');
  const half = `dist.${process.pid}`;
  try {
    await compile(half);
    copyData(half);
    await bundleWorkflows(half);
    stamp(`${half}/.firebreak-built`, sources);
    putInPlace(half);
  } finally {
    rmSync(join(root, half), { recursive: true, force: true });
  }
}

async function compile(half) {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const out = ['--outDir', half, '--tsBuildInfoFile', `${half}/.tsbuildinfo`];
  await run(process.execPath, [tsc, '-p', 'tsconfig.build.json', ...out], 'compiling');
}

/** What the code reads beside itself: SQL, runbooks, schemas. */
function copyData(half) {
  for (const [folder, ending] of [
    ['store/migrations', '.sql'],
    ['runbooks', '.yaml'],
    ['schemas', '.json'],
  ]) {
    for (const name of listed(folder).filter((entry) => entry.endsWith(ending))) {
      const to = join(root, half, folder, name);
      mkdirSync(dirname(to), { recursive: true });
      cpSync(join(root, folder, name), to);
    }
  }
}

function listed(folder) {
  const full = join(root, folder);
  return existsSync(full) ? readdirSync(full) : [];
}

async function bundleWorkflows(half) {
  if (!existsSync(join(root, half, 'workflows', 'index.js'))) return;
  await run(process.execPath, [join(root, 'scripts/bundle.mjs'), half], 'bundling the workflows');
}

function putInPlace(half) {
  const old = `dist.old.${process.pid}`;
  if (existsSync(join(root, 'dist'))) renameSync(join(root, 'dist'), join(root, old));
  renameSync(join(root, half), join(root, 'dist'));
  rmSync(join(root, old), { recursive: true, force: true });
}
