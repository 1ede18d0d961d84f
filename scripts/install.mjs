/** Are exactly the packages of package-lock.json installed? If not, `npm ci`. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';
import { run } from './run.mjs';
import { say } from './say.mjs';
import { digest, isStamped, stamp } from './stamp.mjs';

const stampFile = 'node_modules/.firebreak-installed';

export async function installOnce() {
  if (!existsSync(join(root, 'package-lock.json'))) return; // An installed package: npm did this.
  const lock = digest(['package-lock.json']);
  if (isStamped(stampFile, lock)) return;
  if (!isInstalled()) {
    say('installing packages (npm ci), once per lockfile');
    const npm = process.env.npm_execpath;
    const [command, args] = npm === undefined ? ['npm', []] : [process.execPath, [npm]];
    await run(command, [...args, 'ci', '--no-audit', '--no-fund'], 'installing packages');
  }
  stamp(stampFile, lock);
}

/** Compares with the record that npm keeps in node_modules, so that a hand-made `npm install` is not done again. */
function isInstalled() {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = read(record);
  return Object.entries(read(join(root, 'package-lock.json')))
    .filter(([path, entry]) => path !== '' && !entry.optional && !entry.peer)
    .every(([path, entry]) => installed[path]?.version === entry.version);
}

function read(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}
