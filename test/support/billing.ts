/** What the billing agent of the test ledgers held, did and handed on. */
import type { Action } from '../../domain/action.ts';
import type { HeldItem, Residual } from '../../domain/evidence.ts';
import { instant } from './evidence.ts';

export const oldKey = 'billing-2025-11';
export const newKey = 'billing-2026-03';
export const places = ['issuer/main', 'surface/ledger-db', 'surface/tools-a', 'surface/tools-b'] as const;
export const dependents = [
  { id: 'invoicer', owner: 'ana', surfaces: ['surface/ledger-db'] },
  { id: 'mailer', owner: 'lin', surfaces: ['surface/tools-a'] },
  { id: 'reporter', owner: 'lin', surfaces: ['surface/ledger-db', 'surface/tools-b'] },
];

export const sessions: readonly HeldItem[] = [1, 2, 3].map((n) => ({
  id: `agent/billing/sessions#s-${n}`,
  kind: 'session',
  place: 'agent/billing/sessions',
  name: `session s-${n} of billing (process ${4710 + n})`,
  keyId: oldKey,
  agent: 'billing',
  openedAt: instant(-3_600_000 + n * 60_000),
}));

export const connections: readonly HeldItem[] = [
  ...[1, 2, 3].map((n) => connection(n, 'surface/ledger-db', `backend ${20_117 + n} of agents/billing`)),
  connection(4, 'surface/tools-a', 'MCP session 7c1e… of billing'),
  connection(5, 'surface/tools-b', 'MCP session a09d… of billing'),
];

export const hopSessions: readonly HeldItem[] = ['research', 'publisher'].map((agent, n) => ({
  id: `agent/${agent}/sessions#h-${n}`,
  kind: 'session',
  place: `agent/${agent}/sessions`,
  name: `session h-${n} of ${agent} (process ${4801 + n})`,
  keyId: oldKey,
  agent,
  openedAt: instant(-1_200_000 + n * 60_000),
}));

export const grants: readonly HeldItem[] = [1, 2, 3, 4, 5].map((n) => ({
  id: `issuer/main#t-${n}`,
  kind: 'grant',
  place: 'issuer/main',
  name: n === 5 ? 'refresh token t-5 minted by research' : `access token t-${n} minted by billing`,
  keyId: oldKey,
  agent: n === 5 ? 'research' : 'billing',
  openedAt: instant(-900_000 + n * 30_000),
}));

export const signedUrl: HeldItem = {
  id: 'surface/files#u-1',
  kind: 'grant',
  place: 'surface/files',
  name: 'signed URL /exports/2026-02.csv minted by billing',
  keyId: oldKey,
  agent: 'billing',
  openedAt: instant(-600_000),
  diesAt: instant(900_000),
};

export const urlResidual: Residual = {
  what: signedUrl.id,
  name: signedUrl.name,
  verb: 'revoke',
  why: 'a signed URL has no server state: nothing can revoke it before it expires',
  owner: 'ana',
  diesAt: instant(900_000),
};

function connection(n: number, place: string, name: string): HeldItem {
  return {
    id: `${place}#c-${n}`,
    kind: 'connection',
    place,
    name,
    keyId: oldKey,
    agent: 'billing',
    openedAt: instant(-3_000_000),
  };
}

export function actions(): readonly Action[] {
  return Array.from({ length: 24 }, (_, n) => ({
    id: `agent/billing/actions#${n}`,
    at: instant(-3_400_000 + n * 140_000),
    place: 'agent/billing/actions',
    agent: 'billing',
    session: `s-${(n % 3) + 1}`,
    keyId: oldKey,
    kind: n % 8 === 7 ? 'payment.sent' : n % 4 === 3 ? 'ticket.updated' : 'query.ran',
    effect: n % 8 === 7 ? 'irreversible' : n % 4 === 3 ? 'reversible' : 'read',
    target: n % 8 === 7 ? `supplier ${n} · 120.00 EUR` : `invoices/${100 + n}`,
  }));
}

export function hop(
  n: number,
  fromAgent: string,
  fromSession: string,
  toAgent: string,
  toSession: string,
  depth: number,
) {
  return {
    id: `hop-${n}`,
    at: instant(-1_200_000 + n * 45_000),
    fromAgent,
    fromSession,
    toAgent,
    toSession,
    brief: `b-${n}`,
    depth,
  };
}
