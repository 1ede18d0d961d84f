import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type ConfigFile, configSchema } from '../../config-schema.ts';
import { openDatabase } from '../../drill/doors/database-door.ts';
import { issuerDoor } from '../../drill/doors/issuer-door.ts';
import type { Pair } from '../../drill/doors/pair.ts';
import { openTools } from '../../drill/doors/tools-door.ts';
import { mcpRequest } from '../../drill/intruder/mcp-request.ts';
import { readJsonLines } from '../../drill/process/read-json.ts';
import { startTicks } from '../../drill/process/start-ticks.ts';
import { eventually, type Practice, practice } from './fleet-fixture.ts';

interface Line {
  readonly kind: string;
  readonly session: string;
  readonly keyId: string;
  readonly grant?: { id: string; kind: string; for: string; parent?: string; sealed: string; issuer: string };
  readonly handoff?: { toAgent: string; toSession: string };
}

const everyWay = [
  'files/signed-url',
  'issuer/client-credentials',
  'issuer/introspection',
  'issuer/refresh',
  'ledger-db/held-session',
  'ledger-db/login',
  'tools-a/held-session',
  'tools-a/new-session',
  'tools-a/stolen-session',
  'tools-b/held-session',
  'tools-b/new-session',
  'tools-b/stolen-session',
];

describe('a fleet of the default size', { timeout: 60_000 }, () => {
  let drill: Practice;
  let database: Client;
  beforeAll(async () => {
    drill = await practice();
    const admin = drill.pair('drill/database-admin');
    const { databasePort: port } = drill.fleet.addresses;
    database = new Client({ host: '127.0.0.1', port, user: admin.keyId, password: admin.secret, database: 'ledger' });
    await database.connect();
  }, 120_000);
  afterAll(async () => {
    await database.end();
    await drill.end();
  });

  const actionsOf = (agent: string): Line[] =>
    readJsonLines(join(drill.dir, 'agents', agent, 'actions.jsonl')) as Line[];
  const backends = async (application: string): Promise<unknown[]> =>
    (await database.query('SELECT usename FROM pg_stat_activity WHERE application_name = $1', [application])).rows;

  it('accepts the leaked pair at the issuer, in the database and at both MCP servers', async () => {
    const { issuer, databasePort, toolsA, toolsB } = drill.fleet.addresses;
    const leaked = drill.pair('drill/billing');
    const { access_token: token } = await issuerDoor(issuer, leaked).clientCredentials();
    const seen = await issuerDoor(issuer, drill.pair('drill/issuer-admin')).introspect(token);
    expect(seen).toMatchObject({ active: true, client_id: leaked.keyId });
    const session = await openDatabase(databasePort, leaked, 'accept-test');
    expect(await backends('accept-test')).toEqual([{ usename: leaked.keyId }]);
    await session.close();
    for (const url of [toolsA, toolsB]) {
      const tools = await openTools(url, token, 'accept-test');
      await tools.call('echo', { message: 'hello' });
      await tools.close();
    }
  });

  it('refuses at the MCP servers what the issuer does not know', async () => {
    expect((await mcpRequest({ url: drill.fleet.addresses.toolsA, token: 'made-up' })).worked).toBe(false);
  });

  it('holds five connections: three database sessions, and an MCP session on each server', async () => {
    expect(await backends('billing')).toHaveLength(3);
    const held = ['billing-1', 'billing-2'].map((session) => {
      const file = join(drill.dir, 'agents', 'billing', `${session}.held.json`);
      return JSON.parse(readFileSync(file, 'utf8')) as { toolsUrl: string; toolsSession: string };
    });
    const { access_token: token } = await issuerDoor(
      drill.fleet.addresses.issuer,
      drill.pair('drill/billing'),
    ).clientCredentials();
    for (const { toolsUrl: url, toolsSession: session } of held) {
      expect((await mcpRequest({ url, token, session })).worked).toBe(true);
    }
    expect(new Set(held.map((entry) => entry.toolsUrl)).size).toBe(2);
  });

  it('has sessions that are process groups of their own, each with its run file', () => {
    const runs = ['billing', 'research', 'publisher'].flatMap((agent) => {
      const dir = join(drill.dir, 'agents', agent, 'run');
      return readdirSync(dir).map(
        (file) => JSON.parse(readFileSync(join(dir, file), 'utf8')) as Record<string, unknown>,
      );
    });
    expect(new Set(runs.map((run) => run['session']))).toEqual(
      new Set(['billing-1', 'billing-2', 'billing-3', 'publisher-1', 'research-1']),
    );
    for (const { pid, startTicks: ticks } of runs) {
      expect(startTicks(Number(pid))).toBe(ticks);
      const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
      expect(Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2])).toBe(pid);
    }
  });

  it('minted six tokens that live at their servers, sealed for Firebreak and for nobody else', async () => {
    const grants = actionsOf('billing').flatMap((line) => line.grant ?? []);
    expect(
      grants
        .map((grant) => grant.kind)
        .sort()
        .join(' '),
    ).toBe('access_token access_token access_token access_token refresh_token signed_url');
    const admin = issuerDoor(drill.fleet.addresses.issuer, drill.pair('drill/issuer-admin'));
    for (const grant of grants) {
      const value = await drill.unseal(grant.sealed);
      const live = grant.kind === 'signed_url' ? (await fetch(value)).ok : (await admin.introspect(value)).active;
      expect(live).toBe(true);
    }
    const child = grants.find((grant) => grant.parent !== undefined);
    expect(grants.find((grant) => grant.id === child?.parent)?.kind).toBe('refresh_token');
  });

  it('handed briefs over two hops, to agents that work on tokens minted for them', async () => {
    const hops = ['billing', 'research'].flatMap((agent) => actionsOf(agent).flatMap((line) => line.handoff ?? []));
    expect(hops.map((hop) => hop.toSession)).toEqual(['research-1', 'publisher-1']);
    for (const agent of ['research', 'publisher']) {
      const calls = await eventually(
        () => actionsOf(agent).filter((line) => line.kind === 'tool.called'),
        (seen) => seen.length > 0,
      );
      expect(calls[0]?.keyId).toBe(drill.fleet.leakedKeyId);
    }
  });

  it('lets the intruder in at every door', async () => {
    const ways = await eventually(
      () => Object.keys(drill.fleet.intruderStats().perWay).sort(),
      (seen) => seen.length >= everyWay.length,
    );
    expect(ways).toEqual(everyWay);
  });

  it('writes an inventory that Firebreak reads, and keeps every secret to its owner', () => {
    const yaml = readFileSync(drill.fleet.configYaml, 'utf8');
    expect(Object.keys(configSchema.parse(parse(yaml)).dependents)).toEqual(['invoicer', 'reporter', 'sync']);
    const values = drill.fleet.secrets.map(({ name }) => drill.secret(name));
    for (const value of values) expect(yaml).not.toContain(value);
    const files = drill.fleet.secrets.map(({ file }) => statSync(file).mode & 0o777);
    expect(new Set(files)).toEqual(new Set([0o600]));
  });

  it('writes no secret into any log, its database’s included', () => {
    const { surfaces } = parse(readFileSync(drill.fleet.configYaml, 'utf8')) as ConfigFile;
    const jsonLog = String(surfaces['ledger-db']?.['jsonLog']);
    const folders = ['logs', 'shared', 'agents/billing', 'agents/research'].map((name) => join(drill.dir, name));
    const logs = [...folders, jsonLog].flatMap((folder) =>
      readdirSync(folder)
        .filter((file) => /\.(?:log|jsonl|json)$/.test(file) && !/held|credential/.test(file))
        .map((file) => readFileSync(join(folder, file), 'utf8')),
    );
    expect(logs.length).toBeGreaterThan(15);
    const secrets = drill.fleet.secrets.map(({ name }) => drill.secret(name));
    const values = secrets.map((text) => (text.startsWith('{') ? (JSON.parse(text) as Pair).secret : text));
    for (const value of values) for (const log of logs) expect(log.includes(value)).toBe(false);
  });

  it('shows no secret in the arguments or the environment of its processes', () => {
    const leaked = drill.pair('drill/billing').secret;
    for (const pid of drill.fleet.pids().filter((each) => startTicks(each) !== undefined)) {
      for (const file of ['cmdline', 'environ']) {
        expect(readFileSync(`/proc/${pid}/${file}`, 'utf8')).not.toContain(leaked);
      }
    }
  });
});
