import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { expect, test } from 'vitest';
import { openPostgres } from '../../runtime/local-servers.ts';
import { clearOrphan } from '../../runtime/postgres-orphan.ts';
import { identify, isAlive } from '../../runtime/process-id.ts';
import { openStateFolder } from '../../runtime/state-folder.ts';
import { stateDir } from '../support/stack.ts';

const watch = { say: () => undefined, started: () => undefined };
const env = { PATH: process.env['PATH'] };

async function query(url: string, text: string): Promise<readonly unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(text);
  await client.end();
  return rows;
}

test('data and password outlive a restart', { timeout: 60_000 }, async () => {
  const state = openStateFolder(stateDir());
  const first = await openPostgres(state, env, watch);
  await query(first.url, "CREATE TABLE kept AS SELECT 'row' AS value");
  await first.process?.stop();
  const second = await openPostgres(state, env, watch);
  expect(new URL(second.url).password).toBe(new URL(first.url).password);
  expect(await query(second.url, 'SELECT value FROM kept')).toEqual([{ value: 'row' }]);
  await second.process?.stop();
});

test('nobody gets in without the password', { timeout: 60_000 }, async () => {
  const postgres = await openPostgres(openStateFolder(stateDir()), env, watch);
  const url = new URL(postgres.url);
  url.password = 'guessed';
  await expect(query(url.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
  await postgres.process?.stop();
});

test('a pid file that names another living process is removed and that process left alone', async () => {
  const data = stateDir();
  const file = join(data, 'postmaster.pid');
  const self = identify(process.ppid);
  writeFileSync(file, `${process.ppid}\n${data}\n`);
  expect(readFileSync(file, 'utf8')).toContain(String(process.ppid));
  await clearOrphan(data);
  expect(existsSync(file)).toBe(false);
  expect(self !== null && isAlive(self)).toBe(true);
});
