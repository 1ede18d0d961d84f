/** The worker process: workflows from the prebuilt bundle, activities on the real stores and providers. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createActivities } from './activities/index.ts';
import { connectorKinds } from './connectors/index.ts';
import { createLog, loggable } from './log.ts';
import { readDatabaseUrl, readRuntimeFile } from './runtime/runtime-file.ts';
import { openDatabase } from './store/database.ts';
import { fingerprint } from './store/fingerprint.ts';
import { migrate } from './store/migrate.ts';
import { openSealedStore } from './store/sealed-store.ts';
import { plainFailures } from './worker-failures.ts';
import { heartbeating } from './worker-heartbeat.ts';
import { temporalLogger } from './worker-logger.ts';

const log = createLog('worker');

async function run(runtimePath: string): Promise<void> {
  const runtime = readRuntimeFile(runtimePath);
  Runtime.install({
    logger: temporalLogger(log),
    telemetryOptions: { logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} } },
  });
  const databaseUrl = readDatabaseUrl(runtime);
  await migrate(databaseUrl);
  const db = openDatabase(databaseUrl);
  const sealed = await openSealedStore(join(runtime.stateDir, 'sealed'));
  const fingerprintKey = await sealed.key('fingerprint-key');
  const bundle = new URL('workflow-bundle.js', import.meta.url);
  const owner = `worker-${process.pid}-${randomUUID().slice(0, 8)}`;
  const connection = await NativeConnection.connect({ address: runtime.temporalAddress });
  const worker = await Worker.create({
    connection,
    namespace: runtime.namespace,
    taskQueue: runtime.taskQueue,
    identity: owner,
    workflowBundle: { codePath: bundle.pathname },
    activities: createActivities({
      db,
      sealed,
      kinds: connectorKinds,
      fingerprint: (value) => fingerprint(fingerprintKey, value),
      decisionKey: await sealed.key('decision-key'),
      owner,
      bundleHash: (await readFile(new URL('workflow-bundle.sha256', import.meta.url), 'utf8')).trim(),
      concurrency: runtime.concurrency ?? 20,
      opened: new Map(),
    }),
    interceptors: { activity: [heartbeating, plainFailures] },
    maxHeartbeatThrottleInterval: '1s',
    shutdownGraceTime: '30s',
    stickyQueueScheduleToStartTimeout: '1s',
  });
  process.stdout.write('ready\n');
  await worker.run();
  await Promise.all([connection.close(), db.close()]);
}

const runtimePath = process.argv[process.argv.indexOf('--runtime') + 1] ?? '';
run(runtimePath).catch((error: unknown) => {
  log.fatal(loggable(error), 'the worker could not go on');
  process.exitCode = 1;
});
