/**
 * What must be true before `npm start` and `npm test` on a bare clone? Packages installed, code built, servers at hand.
 * Node built-ins alone up to the point where the packages are there. Everything is said on stderr; a second run says nothing.
 */
import { buildOnce } from './build.mjs';
import { installOnce } from './install.mjs';
import { fail, say } from './say.mjs';

const what = process.argv[2] ?? 'all';

try {
  await installOnce();
  if (what !== 'packages') await buildOnce();
  if (what === 'all') await prepareServers();
} catch (error) {
  fail(error);
}

async function prepareServers() {
  const { prepareServers: prepare } = await import('../dist/runtime/prepare-servers.js');
  await prepare(process.env, say);
}
