/** Opens a child incident for each hop that used a credential of its own. */
import type { Agent } from '../domain/inventory.ts';
import type { Runbook } from '../domain/runbook.ts';
import { codenameOf, incidentIdOf } from '../store/identity.ts';
import { insertIncident } from '../store/incidents.ts';
import { now, nowIso, record, type Scope } from './scope.ts';

/** Returns the ids of the child incidents, those opened by an earlier attempt included. */
export async function openChildren(
  scope: Scope,
  reached: readonly Agent[],
  runbook: Runbook,
): Promise<readonly string[]> {
  const own = new Map(reached.flatMap(({ id, credential }) => (credential ? [[credential, id] as const] : [])));
  const ids: string[] = [];
  for (const [credential, agent] of own) ids.push(await openChild(scope, credential, agent, runbook));
  return ids;
}

async function openChild(scope: Scope, credential: string, agent: string, runbook: Runbook): Promise<string> {
  const { deps, inventory, incident } = scope;
  const found = inventory.credentials.find(({ id }) => id === credential);
  const secret = found?.secret ?? credential;
  const pair = JSON.parse(await deps.sealed.open(secret)) as { keyId: string; secret: string };
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
