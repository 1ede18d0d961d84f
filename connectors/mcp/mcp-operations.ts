import type { Operation, OperationSpec } from '../connector.ts';

/** How do the operations of an `mcp` place behave? Measured on @modelcontextprotocol/server-everything 2026.8.31. */
const common = {
  effect: 'read',
  undo: 'none',
  blast: 'token',
  retry: 'natural',
  batchMax: 1,
  needsRawSecret: false,
} as const;

const atOnce =
  'the session is gone when the server answers the DELETE (measured); a request under way may still finish';

const probeSpec: OperationSpec = {
  ...common,
  needsRawSecret: true,
  proofs: ['refused'],
  permissions: [],
  deadBy: { typicalMs: 50, maxMs: 60_000, source: 'as long as the server trusts an earlier introspection of a token' },
};

const seenSpec: OperationSpec = {
  ...common,
  proofs: ['read-back'],
  permissions: ['read access to the access log'],
  deadBy: { typicalMs: 0, maxMs: 1_000, source: 'a line is written before the answer it records is sent' },
};

const endSpec: OperationSpec = {
  ...common,
  effect: 'irreversible',
  retry: 'gone-is-ok',
  batchMax: 1_000,
  proofs: ['accepted', 'refused'],
  permissions: ['the scope `mcp:admin`, or what lets a client DELETE and ping sessions of others at this server'],
  deadBy: { typicalMs: 50, maxMs: 1_000, source: atOnce },
};

/** There is no brake: a session cannot be paused. What stops it at once is the fence at the issuer. */
export function operations(hasLog: boolean): Partial<Record<Operation, OperationSpec>> {
  return { probe: probeSpec, 'connections.end': endSpec, ...(hasLog ? { seen: seenSpec } : {}) };
}
