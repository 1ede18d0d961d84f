/** The gateway process: alerts and answers come in, reports go out. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { Client, Connection } from '@temporalio/client';
import { parseInventory } from './config.ts';
import { createApp } from './console/api/app.ts';
import type { ApiDeps } from './console/api/deps.ts';
import { FirebreakError } from './domain/errors.ts';
import type { Inventory } from './domain/inventory.ts';
import { publishToken } from './gateway-token.ts';
import { createLog, loggable } from './log.ts';
import { parseRunbook } from './runbooks/parse.ts';
import { type RuntimeFile, readDatabaseUrl, readRuntimeFile } from './runtime/runtime-file.ts';
import { openDatabase } from './store/database.ts';
import { fingerprint } from './store/fingerprint.ts';
import { migrate } from './store/migrate.ts';
import { openSealedStore } from './store/sealed-store.ts';
import { redeliver } from './triggers/redeliver.ts';
import { createResponses } from './triggers/responses.ts';

const log = createLog('gateway');
const defaultRunbook = new URL('runbooks/leaked-agent-credential.yaml', import.meta.url);

async function run(runtimePath: string): Promise<void> {
  const runtime = readRuntimeFile(runtimePath);
  const deps = await openDeps(runtime);
  const server = serve({
    fetch: createApp(deps).fetch,
    hostname: runtime.gatewayHost,
    port: runtime.gatewayPort,
  });
  const redelivering = repeat(() => redeliver(deps));
  const stop = () => {
    clearInterval(redelivering);
    server.close(() => void deps.db.close());
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

/** Milliseconds between looks for answers that a response may not have heard. */
const redeliverMs = 3_000;

/** One call at a time; a database that is down is looked at again next time. */
function repeat(work: () => Promise<void>): NodeJS.Timeout {
  let idle = true;
  return setInterval(() => {
    if (!idle) return;
    idle = false;
    void work()
      .catch(() => undefined)
      .finally(() => {
        idle = true;
      });
  }, redeliverMs);
}

async function openDeps(runtime: RuntimeFile): Promise<ApiDeps> {
  const databaseUrl = readDatabaseUrl(runtime);
  await migrate(databaseUrl);
  const sealed = await openSealedStore(join(runtime.stateDir, 'sealed'));
  const fingerprintKey = await sealed.key('fingerprint-key');
  const connection = Connection.lazy({ address: runtime.temporalAddress });
  const client = new Client({ connection, namespace: runtime.namespace });
  return {
    db: openDatabase(databaseUrl),
    sealed,
    fingerprint: (value) => fingerprint(fingerprintKey, value),
    decisionKey: await sealed.key('decision-key'),
    responses: createResponses(client, runtime.taskQueue),
    apiToken: await publishToken(sealed, join(runtime.stateDir, 'api-token')),
    readInventory: (yaml, fileName) => readInventory(runtime, yaml, fileName),
    readRunbook: async (yaml, fileName) => parseRunbook(yaml ?? (await readFile(defaultRunbook, 'utf8')), fileName),
    temporalUp: () => up(client),
    onError: (error) => log.error(loggable(error), 'a request failed'),
  };
}

async function readInventory(runtime: RuntimeFile, yaml: string | undefined, fileName: string): Promise<Inventory> {
  if (yaml !== undefined) return parseInventory(yaml, fileName);
  if (runtime.configPath === undefined) {
    throw new FirebreakError('ERR_CONFIG', 'no inventory: pass --config firebreak.yaml, or start the stack with one');
  }
  return parseInventory(await readFile(runtime.configPath, 'utf8'), runtime.configPath);
}

async function up(client: Client): Promise<boolean> {
  return client
    .withDeadline(Date.now() + 1000, () => client.connection.workflowService.getSystemInfo({}))
    .then(
      () => true,
      () => false,
    );
}

const runtimePath = process.argv[process.argv.indexOf('--runtime') + 1] ?? '';
run(runtimePath).catch((error: unknown) => {
  log.fatal(loggable(error), 'the gateway could not start');
  process.exitCode = 1;
});
