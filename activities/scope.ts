/** What does one incident concern: which credential, agents, places and dependents? */
import type { ConnectorContext } from '../connectors/connector.ts';
import { FirebreakError } from '../domain/errors.ts';
import type { NewEvidence } from '../domain/evidence.ts';
import type { Agent, Credential, Dependent, Inventory } from '../domain/inventory.ts';
import type { Database, Queryable } from '../store/database.ts';
import { getIncident, type IncidentRecord } from '../store/incidents.ts';
import { loadInventory } from '../store/inventories.ts';
import { append } from '../store/ledger.ts';
import type { SealedStore } from '../store/sealed-store.ts';
import { type ConnectorKinds, openPlaces, type Places } from './places.ts';

/** What every activity is given, built once per worker process. */
export interface Deps {
  readonly db: Database;
  readonly sealed: SealedStore;
  readonly kinds: ConnectorKinds;
  readonly fingerprint: (value: string) => string;
  readonly decisionKey: Buffer;
  /** Names this worker in the claims it takes. */
  readonly owner: string;
  /** SHA-256 of the workflow bundle this worker runs. */
  readonly bundleHash: string;
  /** Provider calls in flight per place. */
  readonly concurrency: number;
  /** Inventories already opened, by hash. */
  readonly opened: Map<string, Promise<{ inventory: Inventory; places: Places }>>;
}

export interface Scope {
  readonly deps: Deps;
  readonly incident: IncidentRecord;
  readonly inventory: Inventory;
  readonly places: Places;
  readonly credential: Credential;
  readonly agents: readonly Agent[];
  readonly dependents: readonly Dependent[];
}

export async function openScope(deps: Deps, incidentId: string): Promise<Scope> {
  const incident = await getIncident(deps.db, incidentId);
  if (!incident) throw new FirebreakError('ERR_INCIDENT_UNKNOWN', `the store has no incident ${incidentId}`);
  const { inventory, places } = await openInventory(deps, incident.inventoryHash);
  const credential = inventory.credentials.find(({ id }) => id === incident.credential);
  if (!credential) throw new FirebreakError('ERR_CONFIG', `the inventory has no credential ${incident.credential}`);
  const ofCredential = (item: { credential?: string }) => item.credential === credential.id;
  return {
    deps,
    incident,
    inventory,
    places,
    credential,
    agents: inventory.agents.filter(ofCredential),
    dependents: inventory.dependents.filter(ofCredential),
  };
}

async function openInventory(deps: Deps, hash: string): Promise<{ inventory: Inventory; places: Places }> {
  const known = deps.opened.get(hash);
  if (known) return known;
  const opening = loadInventory(deps.db, hash).then((inventory) => ({
    inventory,
    places: openPlaces(inventory, deps.kinds, connectorContext(deps)),
  }));
  deps.opened.set(hash, opening);
  opening.catch(() => deps.opened.delete(hash));
  return opening;
}

function connectorContext(deps: Deps): Omit<ConnectorContext, 'place'> {
  return { secrets: deps.sealed, fingerprint: deps.fingerprint, concurrency: deps.concurrency };
}

/** Every place that accepts the credential: its issuer first, then the surfaces. */
export function acceptingPlaces(scope: Scope): readonly string[] {
  return [scope.credential.issuer, ...scope.credential.surfaces];
}

export function sessionPlaces(agents: readonly Agent[]): readonly string[] {
  return [...new Set(agents.flatMap((agent) => agent.sessions))];
}

/** Who answers for what is left: the owner of the credential's first agent. */
export function ownerOf(scope: Scope): string {
  return scope.agents[0]?.owner ?? scope.inventory.responders[0]?.id ?? 'unassigned';
}

export const nowIso = (): string => new Date().toISOString();

export async function record(scope: Scope, entries: readonly NewEvidence[], tx?: Queryable): Promise<void> {
  if (entries.length === 0) return;
  if (tx) await append(tx, scope.incident.id, entries);
  else await scope.deps.db.transaction((own) => append(own, scope.incident.id, entries));
}

/** Evidence of something that happened just now. */
export function now<K extends NewEvidence['kind']>(
  kind: K,
  body: Extract<NewEvidence, { kind: K }>['body'],
): NewEvidence {
  return { kind, happenedAt: nowIso(), body } as NewEvidence;
}
