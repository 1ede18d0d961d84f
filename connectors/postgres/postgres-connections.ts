import { z } from 'zod';
import { FirebreakError } from '../../domain/errors.ts';
import type { Holding, HoldingQuery } from '../../domain/holding.ts';
import type { Result, Standing } from '../../domain/proof.ts';
import { bounded } from '../bounded.ts';
import { keptResult } from '../kept-result.ts';
import { resultOf, rowsOf } from './postgres-answer.ts';
import type { PostgresClient } from './postgres-client.ts';
import { type Backend, backend, type Locator, locator } from './postgres-schema.ts';

/** Which backends does a role hold open, and how are they ended? A backend is its pid and the instant it started. */

const start = `to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

const backendsOf = {
  text: `SELECT a.pid, ${start} AS "backendStart", a.usename AS role, a.application_name AS application
         FROM pg_stat_activity a WHERE (a.usename = ANY($1) OR a.application_name = ANY($2)) AND a.pid <> ALL($3)
           AND coalesce(a.backend_type, 'client backend') = 'client backend' ORDER BY a.backend_start, a.pid`,
  row: backend,
};

export async function findConnections(
  client: PostgresClient,
  place: string,
  query: HoldingQuery,
): Promise<readonly Holding[]> {
  const values = [query.keyIds, query.agents, client.ownPids()];
  const backends = rowsOf(await client.run({ ...backendsOf, values }));
  return backends.map((found) => connectionHolding(place, found, query.agents));
}

function connectionHolding(place: string, found: Backend, agents: readonly string[]): Holding {
  const { pid, backendStart, role, application } = found;
  if (backendStart === null) throw hidden(place);
  return {
    id: `${place}#${nameOf({ pid, backendStart })}`,
    kind: 'connection',
    place,
    name: `backend ${pid} of ${role}`,
    keyId: role,
    ...(application !== null && agents.includes(application) ? { agent: application } : {}),
    openedAt: new Date(backendStart).toISOString(),
    locator: { pid, backendStart },
  };
}

function hidden(place: string): FirebreakError {
  const message = `${place} hides other roles' sessions from Firebreak's role; grant it pg_read_all_stats.`;
  return new FirebreakError('ERR_PROVIDER_REFUSED', message);
}

const terminate = {
  text: `SELECT pg_terminate_backend(a.pid, 5000) AS ended FROM pg_stat_activity a
         WHERE a.pid = $1 AND a.backend_start = $2::timestamptz`,
  row: z.object({ ended: z.boolean() }),
};

export function endConnections(
  client: PostgresClient,
  holdings: readonly Holding[],
  concurrency: number,
): Promise<readonly Result[]> {
  return bounded(holdings, concurrency, (holding) => keptResult(holding.id, () => endOne(client, holding)));
}

async function endOne(client: PostgresClient, { id, locator: where }: Holding): Promise<Result> {
  const wanted = locator.safeParse(where).data;
  if (wanted === undefined) return { id, outcome: 'refused', reason: 'its locator names no backend of PostgreSQL' };
  if (client.ownPids().includes(wanted.pid)) {
    return { id, outcome: 'refused', reason: "it is Firebreak's own connection" };
  }
  const answer = await client.run({ ...terminate, values: [wanted.pid, wanted.backendStart] });
  if (answer.state !== 'answered') return resultOf(id, answer);
  const [row] = answer.rows;
  if (row === undefined) return { id, outcome: 'already-done' };
  if (row.ended) return { id, outcome: 'done' };
  return { id, outcome: 'accepted', reason: 'it was told to end and is still there after 5 s' };
}

const stillThere = {
  text: `SELECT a.pid, ${start} AS "backendStart" FROM pg_stat_activity a
         JOIN unnest($1::int[], $2::timestamptz[]) AS wanted(pid, started)
           ON wanted.pid = a.pid AND wanted.started = a.backend_start`,
  row: locator,
};

export async function confirmConnections(
  client: PostgresClient,
  holdings: readonly Holding[],
): Promise<readonly Standing[]> {
  const wanted = holdings.map(({ id, locator: where }) => ({ id, at: locator.safeParse(where).data }));
  const known = wanted.flatMap(({ at }) => at ?? []);
  const values = [known.map(({ pid }) => pid), known.map(({ backendStart }) => backendStart)];
  const rows = rowsOf(await client.run({ ...stillThere, values }));
  const open = new Set(rows.map(nameOf));
  return wanted.map(({ id, at }) => standingOf(id, at, open));
}

function standingOf(id: string, at: Locator | undefined, open: ReadonlySet<string>): Standing {
  if (at === undefined) return { id, state: 'unknowable', reason: 'its locator names no backend of PostgreSQL' };
  if (open.has(nameOf(at))) return { id, state: 'still-open', reason: 'pg_stat_activity still lists this backend' };
  const how = 'pg_stat_activity no longer lists this backend';
  return { id, state: 'ended', proof: { level: 'read-back', at: new Date().toISOString(), how } };
}

function nameOf({ pid, backendStart }: Locator): string {
  return `${pid}@${backendStart}`;
}

/** A right is a role's, not a session's: each role is changed once, and all its backends share the answer. */
export async function perRole(
  holdings: readonly Holding[],
  concurrency: number,
  change: (role: string) => Promise<Result>,
): Promise<readonly Result[]> {
  const roles = [...new Set(holdings.map(({ keyId }) => keyId))];
  const results = await bounded(roles, concurrency, (role) => keptResult(role, () => change(role)));
  const byRole = new Map(roles.map((role, index) => [role, results[index]]));
  return holdings.flatMap(({ id, keyId }) => {
    const result = byRole.get(keyId);
    return result === undefined ? [] : [{ ...result, id }];
  });
}
