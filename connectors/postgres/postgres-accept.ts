import { escapeIdentifier, escapeLiteral } from 'pg';
import { z } from 'zod';
import { FirebreakError } from '../../domain/errors.ts';
import type { Result } from '../../domain/proof.ts';
import { resultOf, rowsOf } from './postgres-answer.ts';
import type { PostgresClient } from './postgres-client.ts';
import { findRole } from './postgres-role.ts';
import { type RoleSetting, roleSetting } from './postgres-schema.ts';
import { scramVerifier } from './scram-verifier.ts';

/** How does a server learn the new pair? A second login role beside the old one, member of the same group. */
export async function accept(
  client: PostgresClient,
  group: string,
  next: { keyId: string; ref: string },
  old: { keyId: string },
): Promise<Result> {
  const pair = await client.openPair(next.ref);
  if (pair.keyId !== next.keyId) throw otherPair(next);
  const existing = await findRole(client, group, next.keyId);
  if (existing !== undefined) return repeated(client, next, existing.isMember);
  const settings = rowsOf(await client.run({ ...settingsOf, values: [old.keyId] }));
  const limit = (await findRole(client, group, old.keyId))?.connectionLimit ?? -1;
  const result = resultOf(next.keyId, await client.transact(creation(group, pair, limit, settings.filter(isCopied))));
  const left = settings.filter((setting) => !isCopied(setting)).map((setting) => setting.name);
  return result.outcome === 'done' && left.length > 0 ? { ...result, reason: notCopied(left) } : result;
}

function otherPair(next: { keyId: string; ref: string }): FirebreakError {
  const message = `The sealed value ${next.ref} holds another key id than ${next.keyId}, which it was minted as; mint again.`;
  return new FirebreakError('ERR_SECRET_STORE', message);
}

/** A role of that name is ours only if the sealed pair logs in as it: otherwise whoever made it keeps the password. */
async function repeated(
  client: PostgresClient,
  next: { keyId: string; ref: string },
  isMember: boolean,
): Promise<Result> {
  const id = next.keyId;
  const login = await client.login(next.ref);
  if (login.state === 'accepted' && isMember) return { id, outcome: 'already-done' };
  if (login.state === 'unreachable') {
    return { id, outcome: 'unknown', reason: 'a role of that name exists and a login with the pair got no answer' };
  }
  const reason = 'a role of that name exists, but not as a member of the group with this password; it was not touched';
  return { id, outcome: 'refused', reason };
}

/** Rights come from the group alone. One transaction, so a lost answer leaves a whole role or none. */
function creation(
  group: string,
  pair: { keyId: string; secret: string },
  connectionLimit: number,
  settings: readonly RoleSetting[],
): readonly string[] {
  const name = escapeIdentifier(pair.keyId);
  const password = escapeLiteral(scramVerifier(pair.secret));
  return [
    `CREATE ROLE ${name} LOGIN INHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS CONNECTION LIMIT ${connectionLimit} PASSWORD ${password}`,
    `GRANT ${escapeIdentifier(group)} TO ${name}`,
    ...settings.map(({ database, name: setting, value }) => {
      const where = database === null ? '' : ` IN DATABASE ${escapeIdentifier(database)}`;
      return `ALTER ROLE ${name}${where} SET ${escapeIdentifier(setting)} TO ${escapeLiteral(value)}`;
    }),
  ];
}

const settingsOf = {
  text: `SELECT d.datname AS database, split_part(item, '=', 1) AS name, substr(item, strpos(item, '=') + 1) AS value
         FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole LEFT JOIN pg_database d ON d.oid = s.setdatabase
         CROSS JOIN unnest(s.setconfig) AS item WHERE r.rolname = $1`,
  row: roleSetting,
};

/**
 * A role may change its own settings, so whoever holds the leaked pair may have: limits and formats are copied,
 * what decides whose code runs (search_path, role, preloaded libraries …) is not. Such settings belong on the database.
 */
const copied = z.enum([
  'bytea_output',
  'client_encoding',
  'datestyle',
  'default_transaction_isolation',
  'default_transaction_read_only',
  'idle_in_transaction_session_timeout',
  'idle_session_timeout',
  'intervalstyle',
  'jit',
  'lock_timeout',
  'maintenance_work_mem',
  'statement_timeout',
  'timezone',
  'transaction_timeout',
  'work_mem',
]);

function isCopied(setting: RoleSetting): boolean {
  return copied.safeParse(setting.name.toLowerCase()).success;
}

function notCopied(names: readonly string[]): string {
  const known = names.filter((name) => /^[a-z_.]{1,63}$/i.test(name)).join(', ');
  return `settings of the old role that it could have changed itself were not copied: ${known}`;
}
