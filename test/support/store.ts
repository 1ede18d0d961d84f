/** A migrated database with incidents in it, for tests of what our own tables keep. */
import { randomBytes } from 'node:crypto';
import type { Incident } from '../../domain/incident.ts';
import type { Runbook } from '../../domain/runbook.ts';
import { type Database, openDatabase } from '../../store/database.ts';
import { insertIncident } from '../../store/incidents.ts';
import { migrate } from '../../store/migrate.ts';
import { freshDatabase } from './database.ts';

export const runbook: Runbook = {
  name: 'leaked-agent-credential',
  version: 1,
  hash: 'a'.repeat(64),
  mode: 'overlap',
  sequence: 'flow',
  steps: [{ verb: 'rotate', budgetMs: 60_000, checkpoint: { deadlineMs: 60_000, quorum: 1 } }],
  sweep: { maxDepth: 3, maxHops: 50, children: true },
};

export async function freshStore(): Promise<Database> {
  const url = await freshDatabase();
  await migrate(url);
  return openDatabase(url);
}

export function incidentOf(id: string): Incident {
  return {
    id,
    codename: `amber ${id.slice(4, 10)}`,
    credential: 'billing',
    environment: 'production',
    inventoryHash: 'b'.repeat(64),
    window: { openedAt: '2026-03-01T10:00:00.000Z', source: 'the commit date in the report' },
    openedAt: '2026-03-01T11:00:00.123Z',
  };
}

/** Inserts a new incident; returns its id. */
export async function openIncident(db: Database): Promise<string> {
  const id = `inc_${randomBytes(12).toString('hex')}`;
  await insertIncident(db, incidentOf(id), runbook, { keyId: 'key-old', oldRef: 'drill/billing' });
  return id;
}
