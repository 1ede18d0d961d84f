import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { actionlog } from '../../connectors/actionlog/actionlog-connector.ts';
import type { Connector, ConnectorContext } from '../../connectors/connector.ts';
import type { ActionPage } from '../../domain/action.ts';
import type { Holding } from '../../domain/holding.ts';
import { openSealedStore, type SealedStore } from '../../store/sealed-store.ts';
import { hex } from './oauth-fixture.ts';

/** An agent's log in a folder of its own, and the connector that reads it. */
export interface ActionlogFixture {
  readonly dir: string;
  readonly path: string;
  readonly sealed: SealedStore;
  readonly context: ConnectorContext;
  readonly connector: Connector;
  /** Objects become whole lines over `usual`; text is appended as it is. */
  readonly write: (...lines: readonly (Record<string, unknown> | string)[]) => void;
  readonly pull: (mark?: string, limit?: number) => Promise<ActionPage>;
  readonly find: () => Promise<readonly Holding[]>;
  readonly close: () => void;
}

export const since = '2026-03-04T03:00:00.000Z';
export const place = 'agent/billing/actions';
export const usual = {
  at: '2026-03-04T03:01:00.000Z',
  agent: 'billing',
  session: 's-1',
  keyId: 'key_1',
  kind: 'query.ran',
  effect: 'read',
};

export async function openActionlogFixture(): Promise<ActionlogFixture> {
  const dir = mkdtempSync(join(tmpdir(), 'firebreak-actionlog-'));
  const path = join(dir, 'actions.jsonl');
  writeFileSync(path, '');
  const sealed = await openSealedStore(join(dir, 'sealed'));
  const context = { place, secrets: sealed, fingerprint: hex, concurrency: 4 };
  const connector = actionlog.create({ path }, context);
  return {
    dir,
    path,
    sealed,
    context,
    connector,
    write: (...lines) => {
      for (const line of lines) {
        appendFileSync(path, typeof line === 'string' ? line : `${JSON.stringify({ ...usual, ...line })}\n`);
      }
    },
    pull: (mark = '', limit = 100) => pullFrom(connector, mark, limit),
    find: async () => (await connector.grants?.find?.({ keyIds: ['key_1'], agents: [], since })) ?? [],
    close: () => rmSync(dir, { recursive: true, force: true }),
  };
}

export async function pullFrom({ pullActions }: Connector, mark = '', limit = 100): Promise<ActionPage> {
  const page = await pullActions?.({ keyIds: ['key_1'], agents: ['billing'], since, mark, limit });
  if (page === undefined) throw new Error('the connector reads no actions');
  return page;
}
