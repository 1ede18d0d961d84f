/** Which workloads must keep working while the credential they share with the leaked agent is replaced? */
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import type { DependentDoor, DependentSettings, DependentStats } from './dependents/dependent-settings.ts';
import type { Pair } from './doors/pair.ts';
import type { FleetFolder } from './fleet-folder.ts';
import type { Servers } from './fleet-servers.ts';
import type { Crew } from './process/crew.ts';
import { sealFor } from './process/escrow.ts';
import { writePrivate } from './process/private-file.ts';
import { readJson } from './process/read-json.ts';

export interface DependentEntry {
  readonly id: string;
  readonly surface: 'ledger-db' | 'tools-a' | 'tools-b';
  readonly path: string;
  readonly recipient: string;
}

const dependents = [
  ['invoicer', 'ledger-db'],
  ['reporter', 'tools-a'],
  ['sync', 'tools-b'],
] as const;

/** They get their first credential the way they get every other: by handover. */
export async function startDependents(
  folder: FleetFolder,
  crew: Crew,
  servers: Servers,
  pair: Pair,
): Promise<readonly DependentEntry[]> {
  return Promise.all(
    dependents.map(async ([id, surface]) => {
      const { identityFile, handover, statsFile } = folder.dependent(id);
      const identity = await generateX25519Identity();
      const recipient = await identityToRecipient(identity);
      writePrivate(identityFile, identity);
      writePrivate(handover, await sealFor(recipient, JSON.stringify(pair)));
      const settings: DependentSettings = { id, identityFile, handover, statsFile, door: doorOf(servers, surface) };
      await crew.start({ name: id, entry: 'dependents/dependent-main', settings });
      return { id, surface, path: handover, recipient };
    }),
  );
}

function doorOf(servers: Servers, surface: DependentEntry['surface']): DependentDoor {
  if (surface === 'ledger-db') return { kind: 'database', port: servers.databasePort };
  return { kind: 'tools', url: servers.tools[surface].url, issuer: servers.issuer };
}

export interface DependentsCount {
  /** By dependent; the key its door is open with now. */
  readonly current: Readonly<Record<string, string>>;
  readonly perKeyId: Readonly<Record<string, { readonly requests: number; readonly failures: number }>>;
}

export function countDependents(folder: FleetFolder): DependentsCount {
  const stats = dependents.map(
    ([id]) => [id, readJson(folder.dependent(id).statsFile) as DependentStats | undefined] as const,
  );
  const perKeyId: Record<string, { requests: number; failures: number }> = {};
  for (const [keyId, count] of stats.flatMap(([, stat]) => Object.entries(stat?.perKeyId ?? {}))) {
    const sum = perKeyId[keyId] ?? { requests: 0, failures: 0 };
    perKeyId[keyId] = { requests: sum.requests + count.requests, failures: sum.failures + count.failures };
  }
  return { current: Object.fromEntries(stats.map(([id, stat]) => [id, stat?.current ?? ''])), perKeyId };
}
