import type { Operation, OperationSpec } from '../connector.ts';

/**
 * How do the operations of a `postgres` place behave? Measured on PostgreSQL 15.18 and 18 by
 * test/connectors/postgres.rotate.test.ts and postgres.disconnect.test.ts. A standby accepts an old role until it has replayed the change.
 */
const common = {
  effect: 'reversible',
  undo: 'call',
  blast: 'principal',
  retry: 'natural',
  batchMax: 1,
  proofs: ['accepted', 'read-back'],
  needsRawSecret: false,
} as const;

/** From PostgreSQL 16 on only its grantor, or a superuser, can revoke a membership. */
const roleRights = [
  'CREATEROLE',
  'PostgreSQL 16 or newer: ADMIN OPTION on the role and on the group, and be the one who granted the membership',
];
const statRights = ['pg_read_all_stats'];

const atNextLogin = {
  typicalMs: 10,
  maxMs: 1_000,
  source: 'role changes hold for the next login once committed; open sessions go on (measured)',
};

const login: OperationSpec = { ...common, permissions: roleRights, deadBy: atNextLogin };

export const operations = {
  accept: { ...login, needsRawSecret: true },
  fence: login,
  unfence: login,
  retire: { ...login, effect: 'irreversible', undo: 'none', retry: 'gone-is-ok' },
  probe: {
    ...login,
    effect: 'read',
    undo: 'none',
    proofs: ['refused'],
    needsRawSecret: true,
    permissions: [],
  },
  seen: { ...login, effect: 'read', undo: 'none', proofs: ['read-back'], permissions: statRights },
  'connections.brake': {
    ...common,
    batchMax: 10_000,
    permissions: roleRights,
    deadBy: {
      typicalMs: 10,
      maxMs: 1_000,
      source: 'the next statement fails; one already running ends by itself (measured)',
    },
  },
  'connections.end': {
    ...common,
    effect: 'irreversible',
    undo: 'none',
    blast: 'token',
    retry: 'gone-is-ok',
    batchMax: 10_000,
    permissions: [...statRights, 'pg_signal_backend; superuser sessions need a superuser'],
    deadBy: {
      typicalMs: 50,
      maxMs: 5_000,
      source: 'pg_terminate_backend(pid, 5000) waits for the end (measured < 300 ms)',
    },
  },
} as const satisfies Partial<Record<Operation, OperationSpec>>;
