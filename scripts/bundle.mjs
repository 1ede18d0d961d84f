/** What code do workflows run? One file and its SHA-256, the same in every clone, so that a reviewer can replay with it. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { root } from './root.mjs';

const out = join(root, process.argv[2] ?? 'dist');
const { code } = await bundleWorkflowCode({
  workflowsPath: join(out, 'workflows', 'index.js'),
  logger: new DefaultLogger('WARN'),
  webpackConfigHook: withoutPathsOfThisMachine,
});
writeFileSync(join(out, 'workflow-bundle.js'), code);
writeFileSync(join(out, 'workflow-bundle.sha256'), `${createHash('sha256').update(code).digest('hex')}\n`);

function withoutPathsOfThisMachine(config) {
  const devtoolModuleFilenameTemplate = (info) => `firebreak:///${relative(out, info.absoluteResourcePath)}`;
  return { ...config, context: out, output: { ...config.output, devtoolModuleFilenameTemplate } };
}
