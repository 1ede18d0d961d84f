/** Opens a child incident for each hop that used a credential of its own. */

import { codenameOf, incidentIdOf } from '../domain/incident-id.ts';
import type { Agent } from '../domain/inventory.ts';
import type { Runbook } from '../domain/runbook.ts';
import { type CredentialPair, openPair } from '../store/credential-pair.ts';
import type { HoldingRow } from '../store/holdings.ts';
import { insertIncident } from '../store/incidents.ts';
import { now, nowIso, record, type Scope } from './scope.ts';

/** Returns the ids of the child incidents, those opened by an earlier attempt included. */
export async function openChildren(
  scope: Scope,
  reached: readonly Agent[],
  sessions: readonly HoldingRow[],
  runbook: Runbook,
): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const { id: agent, credential } of reached) {
    const pair = credential === undefined ? undefined : await pairOf(scope, credential);
    const used = sessions.some((session) => session.agent === agent && session.keyId === pair?.keyId);
    if (credential !== undefined && pair && used)
      ids.push(await openChild(scope, { credential, agent, pair }, runbook));
  }
  return [...new Set(ids)];
}

interface Reached {
  readonly credential: string;
  readonly agent: string;
  readonly pair: CredentialPair;
}

async function pairOf(scope: Scope, credential: string): Promise<CredentialPair> {
  const secret = scope.inventory.credentials.find(({ id }) => id === credential)?.secret ?? credential;
  return openPair(scope.deps.sealed, secret);
}

async function openChild(scope: Scope, { credential, agent, pair }: Reached, runbook: Runbook): Promise<string> {
  const { deps, inventory, incident } = scope;
  const found = inventory.credentials.find(({ id }) => id === credential);
  const secret = found?.secret ?? credential;
  const fingerprint = deps.fingerprint(pair.secret);
  const id = incidentIdOf(fingerprint);
  const oldRef = `${secret}@${id}-old`;
  await deps.sealed.seal(oldRef, JSON.stringify(pair));
  const child = {
    id,
    codename: codenameOf(fingerprint),
    credential,
    environment: found?.environment ?? incident.environment,
    inventoryHash: incident.inventoryHash,
    window: { openedAt: incident.window.openedAt, source: `handoff from incident ${incident.codename}` },
    openedAt: nowIso(),
  };
  await deps.db.transaction(async (tx) => {
    const inserted = await insertIncident(tx, child, runbook, { keyId: pair.keyId, oldRef, parent: incident.id });
    if (inserted) await record(scope, [now('child.opened', { incidentId: id, credential, agent })], tx);
  });
  return id;
}
