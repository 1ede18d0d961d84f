/**
 * Does the lockfile name every platform's package? npm leaves out optional packages that the registry at hand does not
 * serve, and `npm ci` then refuses the file everywhere. Run after `npm install`; adds what is missing, exactly pinned.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './root.mjs';
import { say } from './say.mjs';

const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openharmony', 'sunos', 'win32'];
const processors = ['arm', 'arm64', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'x64'];

/** Optional packages that some package of the lockfile asks for and the lockfile does not hold, as lockfile entries. */
export function missingOptional(lock) {
  const missing = {};
  for (const entry of Object.values(lock.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const path = `node_modules/${name}`;
      if (lock.packages[path] === undefined)
        missing[path] = { version, ...(entry.dev ? { dev: true } : {}), ...platformOf(name) };
    }
  }
  return missing;
}

/** From the name, as all these packages are called: `@swc/core-linux-arm-gnueabihf`. */
function platformOf(name) {
  const words = name.split(/[/-]/);
  const os = systems.filter((system) => words.includes(system));
  const cpu = processors.filter((processor) => words.includes(processor));
  if (os.length === 0 || cpu.length === 0) throw new Error(`cannot tell the platform of ${name} from its name`);
  const libc = words.some((word) => word.startsWith('musl'))
    ? { libc: ['musl'] }
    : words.includes('gnu')
      ? { libc: ['glibc'] }
      : {};
  return { cpu, ...libc, optional: true, os };
}

function completeLockfile() {
  const file = join(root, 'package-lock.json');
  const lock = JSON.parse(readFileSync(file, 'utf8'));
  const missing = missingOptional(lock);
  const all = Object.entries({ ...lock.packages, ...missing }).sort(([a], [b]) => a.localeCompare(b, 'en'));
  writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(all) }, null, 2)}\n`);
  say(`${Object.keys(missing).length} packages of other platforms added to package-lock.json`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) completeLockfile();
