import { rowsOf } from './postgres-answer.ts';
import type { PostgresClient } from './postgres-client.ts';
import { type Role, role } from './postgres-schema.ts';

/** What does the server's catalog say of a role, seen from the group that owns the rights? */
export async function findRole(client: PostgresClient, group: string, name: string): Promise<Role | undefined> {
  const [found] = rowsOf(await client.run({ ...roleByName, values: [group, name] }));
  return found;
}

const roleByName = {
  text: `SELECT r.rolcanlogin AS "canLogin", r.rolsuper AS "isSuper", r.rolconnlimit AS "connectionLimit",
           r.rolname IN (session_user, current_user) AS "isOwn",
           coalesce(r.rolvaliduntil <= now(), false) AS "isExpired",
           EXISTS (SELECT FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid
                   WHERE m.member = r.oid AND g.rolname = $1) AS "isMember"
         FROM pg_roles r WHERE r.rolname = $2`,
  row: role,
};

/** Why must this role be left alone? Locking out ourselves or the server's owner ends the response, not the leak. */
export function protectedReason(found: Role): string | undefined {
  if (found.isOwn) return "it is Firebreak's own role; use another admin role for this server";
  if (found.isSuper) return 'it is a superuser; a superuser must not be the role of an agent, change it by hand';
  return undefined;
}
