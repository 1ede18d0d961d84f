import type { Operation, OperationSpec } from '../connector.ts';

/** How do the operations of a `process` place behave? Figures: measured on Linux 6 by test/connectors/process.freeze.test.ts. */
const common = {
  effect: 'reversible',
  undo: 'call',
  blast: 'token',
  retry: 'natural',
  batchMax: 10_000,
  proofs: ['accepted', 'read-back'],
  needsRawSecret: false,
  permissions: ['the same user as the sessions, or CAP_KILL', 'read access to /proc and to the run folder'],
} as const;

/** A task in uninterruptible sleep (state D) takes a signal only when its system call returns: no bound exists. */
const signalSource = 'kill(2) takes effect at once, except on a task in uninterruptible sleep; read back for 1 s';

const stopSpec: OperationSpec = {
  ...common,
  deadBy: { typicalMs: 10, maxMs: 1_000, source: signalSource },
};

const killSpec: OperationSpec = {
  ...common,
  effect: 'irreversible',
  undo: 'none',
  retry: 'gone-is-ok',
  deadBy: { typicalMs: 10, maxMs: 1_000, source: signalSource },
};

const barSpec: OperationSpec = {
  ...common,
  blast: 'principal',
  permissions: ['write access to the folder of the bar file'],
  deadBy: {
    typicalMs: 5,
    maxMs: 1_000,
    source: 'launchers read the file at each start; a start already under way is not stopped',
  },
};

export function operations(hasBar: boolean): Partial<Record<Operation, OperationSpec>> {
  return { 'sessions.brake': stopSpec, 'sessions.end': killSpec, ...(hasBar ? { bar: barSpec } : {}) };
}
