/**
 * What code do workflows run? One file and the SHA-256 of its code, equal in every clone, so that a reviewer can replay
 * with it. Its source map holds paths and is left out: `grep -v '^//# sourceMappingURL=' FILE | sha256sum`.
 */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { root } from './root.mjs';

const out = join(root, process.argv[2] ?? 'dist');
const { code } = await bundleWorkflowCode({
  workflowsPath: join(out, 'workflows', 'index.js'),
  logger: new DefaultLogger('WARN'),
  // Module names in the code are relative to this folder.
  webpackConfigHook: (config) => ({ ...config, context: out }),
});
const lines = code.trimEnd().split('\n');
const executed = lines.filter((line) => !line.startsWith('//# sourceMappingURL='));
writeFileSync(join(out, 'workflow-bundle.js'), `${lines.join('\n')}\n`);
writeFileSync(join(out, 'workflow-bundle.sha256'), `${sha256(`${executed.join('\n')}\n`)}\n`);

function sha256(text) {
  return createHash('sha256').update(text).digest('hex');
}
