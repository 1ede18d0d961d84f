/** Who may do what in the fleet's database? Rights belong to a group; a credential is a login role that is in it. */
import { Client } from 'pg';
import type { Pair } from '../doors/pair.ts';
import { databaseName, groupRole } from './database-names.ts';
import type { DatabaseServer } from './database-server.ts';

const tables = `
  CREATE ROLE ${groupRole} NOLOGIN;
  CREATE TABLE invoices (id bigserial PRIMARY KEY, customer text NOT NULL, cents bigint NOT NULL, state text NOT NULL);
  CREATE TABLE payments (id bigserial PRIMARY KEY, invoice bigint REFERENCES invoices, at timestamptz NOT NULL DEFAULT now());
  INSERT INTO invoices (customer, cents, state)
    SELECT 'customer ' || n, n * 1000, 'draft' FROM generate_series(1, 50) AS n;
  ALTER TABLE invoices OWNER TO ${groupRole};
  ALTER TABLE payments OWNER TO ${groupRole};
`;

/** What Firebreak needs and no more: it makes and drops login roles of the group, and ends their sessions. */
function adminRole(client: Client, admin: Pair): string {
  const name = client.escapeIdentifier(admin.keyId);
  return `
    CREATE ROLE ${name} LOGIN CREATEROLE PASSWORD ${client.escapeLiteral(admin.secret)};
    ALTER ROLE ${name} SET log_statement = 'none';
    GRANT ${groupRole} TO ${name} WITH ADMIN OPTION;
    GRANT pg_signal_backend, pg_read_all_stats TO ${name};
  `;
}

export async function prepareDatabase(server: DatabaseServer, admin: Pair): Promise<void> {
  const first = await server.superuser('postgres');
  await first.query(`CREATE DATABASE ${databaseName}`);
  await first.end();
  const client = await server.superuser(databaseName);
  await client.query(tables);
  await client.query(adminRole(client, admin));
  await client.end();
}

/** Made by the admin role, which thereby may drop it and take it out of the group (PostgreSQL 16 and newer). */
export async function createLoginRole(port: number, admin: Pair, login: Pair): Promise<void> {
  const client = new Client({
    host: '127.0.0.1',
    port,
    user: admin.keyId,
    password: admin.secret,
    database: databaseName,
  });
  await client.connect();
  const password = client.escapeLiteral(login.secret);
  await client.query(
    `CREATE ROLE ${client.escapeIdentifier(login.keyId)} LOGIN PASSWORD ${password} IN ROLE ${groupRole}`,
  );
  await client.end();
}
