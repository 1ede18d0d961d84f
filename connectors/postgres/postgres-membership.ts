import { escapeIdentifier } from 'pg';
import { z } from 'zod';
import type { Result } from '../../domain/proof.ts';
import { resultOf, rowsOf } from './postgres-answer.ts';
import type { PostgresClient } from './postgres-client.ts';
import { findRole, protectedReason } from './postgres-role.ts';

/** How does a role lose the rights of its group, in sessions that are open, and get them back? */

/** From PostgreSQL 16 on a membership can be granted more than once, and is revoked grantor by grantor. */
const grantsOf = {
  text: `SELECT pg_get_userbyid(m.grantor) AS grantor, current_setting('server_version_num')::int >= 160000 AS "perGrantor"
         FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid JOIN pg_roles r ON r.oid = m.member
         WHERE g.rolname = $1 AND r.rolname = $2`,
  row: z.object({ grantor: z.string(), perGrantor: z.boolean() }),
};

export async function revokeStatements(
  client: PostgresClient,
  group: string,
  name: string,
): Promise<readonly string[]> {
  const grants = rowsOf(await client.run({ ...grantsOf, values: [group, name] }));
  return grants.map(
    ({ grantor, perGrantor }) =>
      `REVOKE ${escapeIdentifier(group)} FROM ${escapeIdentifier(name)}${perGrantor ? ` GRANTED BY ${escapeIdentifier(grantor)}` : ''}`,
  );
}

/** What is left of a role's rights once it is out of the group: another way into it, and rights given to it by name. */
const leftOf = {
  text: `SELECT pg_has_role(r.oid, $1, 'MEMBER') AS "reachesGroup",
           (SELECT count(*)::int FROM pg_shdepend d WHERE d.refclassid = 'pg_authid'::regclass AND d.refobjid = r.oid
              AND d.deptype IN ('a', 'o') AND d.classid NOT IN ('pg_database'::regclass, 'pg_auth_members'::regclass)) AS own
         FROM pg_roles r WHERE r.rolname = $2`,
  row: z.object({ reachesGroup: z.boolean(), own: z.int() }),
};

export async function revokeGroup(client: PostgresClient, group: string, name: string): Promise<Result> {
  const id = name;
  const role = await findRole(client, group, name);
  if (role === undefined) return { id, outcome: 'already-done' };
  const reason = protectedReason(role);
  if (reason !== undefined) return { id, outcome: 'refused', reason };
  const statements = await revokeStatements(client, group, name);
  const result = statements.length === 0 ? undefined : resultOf(id, await client.transact(statements));
  if (result !== undefined && result.outcome !== 'done') return result;
  return (await remainder(client, group, name)) ?? result ?? { id, outcome: 'already-done' };
}

/** What the brake did not take, if anything. The group is revoked by now: not being able to look is no refusal. */
async function remainder(client: PostgresClient, group: string, id: string): Promise<Result | undefined> {
  const answer = await client.run({ ...leftOf, values: [group, id] }).catch(() => ({ state: 'lost' }) as const);
  if (answer.state !== 'answered') {
    return { id, outcome: 'accepted', reason: 'the group was revoked; what rights are left could not be read' };
  }
  const [left] = answer.rows;
  if (left?.reachesGroup === true) {
    return {
      id,
      outcome: 'refused',
      reason: 'the role still reaches the group through another role it is a member of',
    };
  }
  if (left === undefined || left.own === 0) return undefined;
  const reason = `the group's rights are gone; ${left.own} objects still name the role itself, as owner or in their rights`;
  return { id, outcome: 'accepted', reason };
}

export async function grantGroup(client: PostgresClient, group: string, name: string): Promise<Result> {
  const id = name;
  const role = await findRole(client, group, name);
  if (role === undefined) return { id, outcome: 'refused', reason: 'there is no such role to give the group back to' };
  if (role.isExpired) return { id, outcome: 'refused', reason: 'the role is retired; it does not get the group back' };
  if (role.isMember) return { id, outcome: 'already-done' };
  return resultOf(id, await client.transact([`GRANT ${escapeIdentifier(group)} TO ${escapeIdentifier(name)}`]));
}
