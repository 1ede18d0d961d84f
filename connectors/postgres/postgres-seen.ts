import { z } from 'zod';
import type { DependentRef, Probe, Seen } from '../connector.ts';
import { rowsOf } from './postgres-answer.ts';
import type { Login, PostgresClient } from './postgres-client.ts';

/** Which pair does the server see in use: a dependent's, and, tried as an attacker would, the old one? */

const recentRoles = {
  text: `SELECT a.usename AS role FROM pg_stat_activity a
         WHERE a.application_name = $1 AND a.pid <> ALL($3)
           AND greatest(a.backend_start, a.query_start, a.state_change) >= $2::timestamptz
         ORDER BY (a.usename = $4) DESC, greatest(a.backend_start, a.query_start, a.state_change) DESC LIMIT 1`,
  row: z.object({ role: z.string() }),
};

/** A client chooses its own application_name: this shows which role the dependent's name was used with. */
export async function seen(
  client: PostgresClient,
  dependent: DependentRef,
  keyId: string,
  since: string,
): Promise<Seen> {
  const values = [dependent.id, since, client.ownPids(), keyId];
  const [recent] = rowsOf(await client.run({ ...recentRoles, values }));
  const at = new Date().toISOString();
  if (recent?.role === keyId) {
    return { state: 'seen', keyId, proof: { level: 'read-back', at, how: 'pg_stat_activity shows it as this role' } };
  }
  if (recent === undefined) {
    return { state: 'not-seen', keyId: '', reason: 'no session with its application_name was active since then' };
  }
  return { state: 'not-seen', keyId: recent.role, reason: 'its session was active since then, as another role' };
}

export async function probe(client: PostgresClient, ref: string): Promise<Probe> {
  return probeFrom(await client.login(ref));
}

/** 28P01: invalid_password. 28000 from pg_hba.conf speaks of where we ask from, not of the pair. */
function probeFrom(login: Login): Probe {
  if (login.state === 'accepted') return { state: 'accepted' };
  if (login.state === 'unreachable') return { state: 'unknown', reason: 'the server gave no answer to the login' };
  const { sqlState, routine } = login;
  if (sqlState === '28P01' || (sqlState === '28000' && routine !== 'ClientAuthentication')) {
    const how = `a login with the pair was refused (SQLSTATE ${sqlState})`;
    return { state: 'refused', proof: { level: 'refused', at: new Date().toISOString(), how } };
  }
  // Checked after the password: the pair is alive, only not for this database, or for no further session.
  if (sqlState === '42501' || sqlState === '3D000') return { state: 'accepted' };
  return { state: 'unknown', reason: `the login failed for another reason than the pair (SQLSTATE ${sqlState})` };
}
