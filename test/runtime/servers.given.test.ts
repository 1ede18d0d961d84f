import { randomBytes } from 'node:crypto';
import { Connection } from '@temporalio/client';
import { expect, inject, test } from 'vitest';
import { freePort } from '../../runtime/free-port.ts';
import { openPostgres, openTemporal } from '../../runtime/local-servers.ts';
import { readDatabaseUrl, readRuntimeFile } from '../../runtime/runtime-file.ts';
import { upStack } from '../../runtime/stack-up.ts';
import { openStateFolder } from '../../runtime/state-folder.ts';
import { freshDatabase } from '../support/database.ts';
import { standIns, stateDir } from '../support/stack.ts';

const watch = { say: () => undefined, started: () => undefined };

test('servers that are named are used, prepared, and left running', { timeout: 60_000 }, async () => {
  const address = inject('temporalAddress');
  const namespace = `given-${randomBytes(4).toString('hex')}`;
  const url = await freshDatabase();
  const env = { ...process.env, TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace, DATABASE_URL: url };
  const stack = await upStack({ ...standIns(stateDir()), env });
  const runtime = readRuntimeFile(stack.state.runtimeFile);
  expect(runtime).toMatchObject({ temporalAddress: address, namespace });
  expect(readDatabaseUrl(runtime)).toBe(url);
  expect(Object.keys(stack.record.processes)).toEqual(['worker', 'gateway']);
  await stack.stop();
  const connection = await Connection.connect({ address });
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  await connection.close();
  expect(Object.keys(customAttributes)).toEqual(expect.arrayContaining(['FirebreakPhase', 'FirebreakCheckpoint']));
});

test('a named Temporal server that is down is a clear error', { timeout: 60_000 }, async () => {
  const address = `127.0.0.1:${await freePort()}`;
  const opened = openTemporal(openStateFolder(stateDir()), { TEMPORAL_ADDRESS: address }, watch);
  await expect(opened).rejects.toMatchObject({
    code: 'ERR_TEMPORAL_DOWN',
    message: expect.stringContaining(`The Temporal server at ${address} (TEMPORAL_ADDRESS) did not answer`) as string,
  });
});

test('a named database that is down is a clear error without its password', { timeout: 60_000 }, async () => {
  const url = `postgresql://someone:hunter2@127.0.0.1:${await freePort()}/none`;
  const opened = openPostgres(openStateFolder(stateDir()), { DATABASE_URL: url }, watch);
  const error: unknown = await opened.catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'ERR_DATABASE_DOWN' });
  expect(String(error)).toContain('DATABASE_URL did not answer within 5 s');
  expect(String(error)).not.toContain('hunter2');
});
