import { randomBytes } from 'node:crypto';
import { Client, escapeIdentifier } from 'pg';
import type { Connector } from '../../connectors/connector.ts';
import { postgres } from '../../connectors/postgres/postgres-connector.ts';
import type { Holding } from '../../domain/holding.ts';
import { contextFor } from './held-secrets.ts';

export const place = 'surface/ledger-db';

interface Pair {
  readonly keyId: string;
  readonly secret: string;
}

/** Roles belong to a whole server: each fixture has its own, made by an admin role with no right it does not declare. */
export interface PostgresFixture {
  readonly owner: Client;
  readonly pairs: Readonly<Record<'admin' | 'old' | 'next' | 'wrong', Pair>>;
  readonly group: string;
  readonly connector: Connector;
  /** Another connector to the same place. */
  readonly connect: (changes?: { port?: number; database?: string; jsonLog?: string }) => Connector;
  readonly openAs: (pair: Pair, application?: string) => Promise<Client>;
  readonly find: (query?: { keyIds?: readonly string[]; agents?: readonly string[] }) => Promise<readonly Holding[]>;
  /** How many sessions the server itself counts for a role. */
  readonly backends: (role: string) => Promise<number>;
  readonly close: () => Promise<void>;
}

export async function openPostgresFixture(url: string, settings: { jsonLog?: string } = {}): Promise<PostgresFixture> {
  const tag = randomBytes(4).toString('hex');
  const pairs = pairsOf(tag);
  const group = `agents-${tag}`;
  const owner = await open(url);
  const opened: Client[] = [];
  const openAs = async (pair: Pair, application?: string) => {
    const client = await open(urlAs(url, pair), application);
    opened.push(client);
    return client;
  };
  await makeRoles(owner, openAs, pairs, group);
  const connect = (changes = {}) =>
    postgres.create({ ...placeAt(url), admin: 'admin', group, ...settings, ...changes }, contextFor(place, pairs));
  const connector = connect();
  return {
    owner,
    pairs,
    group,
    connector,
    connect,
    openAs,
    find: async (query) => {
      const full = { keyIds: [pairs.old.keyId], agents: [], since: new Date(0).toISOString(), ...query };
      return (await connector.connections?.find?.(full)) ?? [];
    },
    backends: async (role) => {
      const text = 'SELECT count(*)::int AS n FROM pg_stat_activity WHERE usename = $1';
      return (await owner.query<{ n: number }>(text, [role])).rows[0]?.n ?? -1;
    },
    close: async () => {
      await Promise.all(opened.map((client) => client.end().catch(() => undefined)));
      await connector.close?.();
      await dropRoles(owner, pairs, group);
      await owner.end();
    },
  };
}

function pairsOf(tag: string): PostgresFixture['pairs'] {
  return {
    admin: { keyId: `admin-${tag}`, secret: 'fbk_admin-canary' },
    old: { keyId: `old-${tag}`, secret: 'fbk_old-canary' },
    next: { keyId: `next-${tag}`, secret: 'fbk_next-canary' },
    wrong: { keyId: `old-${tag}`, secret: 'fbk_wrong-canary' },
  };
}

function placeAt(url: string) {
  const { hostname, port, pathname } = new URL(url);
  return { host: hostname, port: Number(port), database: pathname.slice(1) };
}

function urlAs(url: string, { keyId, secret }: Pair): string {
  const target = new URL(url);
  target.username = keyId;
  target.password = secret;
  return target.href;
}

async function open(url: string, application = 'test'): Promise<Client> {
  const client = new Client({ connectionString: url, application_name: application });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

async function makeRoles(
  owner: Client,
  openAs: PostgresFixture['openAs'],
  { admin, old }: PostgresFixture['pairs'],
  group: string,
): Promise<void> {
  const [theGroup, theAdmin, theOld] = [group, admin.keyId, old.keyId].map(escapeIdentifier);
  await owner.query(`CREATE ROLE ${theGroup} NOLOGIN; CREATE TABLE IF NOT EXISTS payments (id int);
    GRANT ALL ON payments TO ${theGroup}; CREATE ROLE ${theAdmin} LOGIN CREATEROLE PASSWORD '${admin.secret}';
    GRANT pg_read_all_stats, pg_signal_backend TO ${theAdmin}; GRANT ${theGroup} TO ${theAdmin} WITH ADMIN OPTION`);
  const manager = await openAs(admin);
  await manager.query(`CREATE ROLE ${theOld} LOGIN CONNECTION LIMIT 7 PASSWORD '${old.secret}';
    GRANT ${theGroup} TO ${theOld}; ALTER ROLE ${theOld} SET statement_timeout TO '90s';
    ALTER ROLE ${theOld} SET search_path TO evil, public`);
  await manager.end();
}

async function dropRoles(owner: Client, pairs: PostgresFixture['pairs'], group: string): Promise<void> {
  const all = [pairs.next.keyId, pairs.old.keyId, pairs.admin.keyId, group].map(escapeIdentifier).join(', ');
  await owner.query(`REVOKE ALL ON payments FROM ${escapeIdentifier(group)}; DROP ROLE IF EXISTS ${all}`);
}
