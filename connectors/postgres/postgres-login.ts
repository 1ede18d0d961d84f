import { escapeIdentifier } from 'pg';
import type { Result } from '../../domain/proof.ts';
import { resultOf } from './postgres-answer.ts';
import type { PostgresClient } from './postgres-client.ts';
import { revokeStatements } from './postgres-membership.ts';
import { findRole, protectedReason } from './postgres-role.ts';
import type { Role } from './postgres-schema.ts';

/** How is a role kept from logging in, let in again, and taken out of use? Open sessions go on; they are connections. */

export async function fence(client: PostgresClient, group: string, name: string): Promise<Result> {
  const found = await findRole(client, group, name);
  if (found === undefined || !found.canLogin) return { id: name, outcome: 'already-done' };
  return guarded(client, name, found, [`ALTER ROLE ${escapeIdentifier(name)} NOLOGIN`]);
}

export async function unfence(client: PostgresClient, group: string, name: string): Promise<Result> {
  const found = await findRole(client, group, name);
  if (found === undefined) return { id: name, outcome: 'refused', reason: 'there is no such role to let in again' };
  if (found.isExpired) return { id: name, outcome: 'refused', reason: 'the role is retired; make a new one instead' };
  if (found.canLogin) return { id: name, outcome: 'already-done' };
  return guarded(client, name, found, [`ALTER ROLE ${escapeIdentifier(name)} LOGIN`]);
}

/**
 * Never DROP ROLE: it fails while the role owns or was granted anything, DROP OWNED would take the data with it, and
 * the name must stay for the logs. Without a password, a group and a login there is nothing left to use.
 */
export async function retire(client: PostgresClient, group: string, name: string): Promise<Result> {
  const found = await findRole(client, group, name);
  if (found === undefined) return { id: name, outcome: 'already-done' };
  if (!found.canLogin && found.isExpired && !found.isMember) return { id: name, outcome: 'already-done' };
  const out = `ALTER ROLE ${escapeIdentifier(name)} NOLOGIN PASSWORD NULL VALID UNTIL '1970-01-01 00:00:00+00'`;
  return guarded(client, name, found, [out, ...(await revokeStatements(client, group, name))]);
}

async function guarded(
  client: PostgresClient,
  name: string,
  found: Role,
  statements: readonly string[],
): Promise<Result> {
  const reason = protectedReason(found);
  if (reason !== undefined) return { id: name, outcome: 'refused', reason };
  return resultOf(name, await client.transact(statements));
}
