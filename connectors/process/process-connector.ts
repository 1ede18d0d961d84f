import type { Connector, ConnectorContext } from '../connector.ts';
import type { ConnectorKind } from '../kind.ts';
import { bar, unbar } from './process-bar.ts';
import { operations } from './process-operations.ts';
import { findSessions } from './process-runs.ts';
import { type ProcessSettings, settings } from './process-schema.ts';
import { confirmSessions, signalSessions } from './process-sessions.ts';

/**
 * How are agent sessions that run as processes of this machine frozen?
 * A process that left its group *and* lost its parent before we look is out of sight: run agents in a cgroup or container.
 */
export const processKind: ConnectorKind<ProcessSettings> = { settings, create };

function create({ runDir, barFile }: ProcessSettings, { place }: ConnectorContext): Connector {
  return {
    operations: operations(barFile !== undefined),
    sessions: {
      find: (query) => findSessions(place, runDir, query),
      brake: (holdings) => signalSessions(holdings, 'SIGSTOP'),
      release: (holdings) => signalSessions(holdings, 'SIGCONT'),
      end: (holdings) => signalSessions(holdings, 'SIGKILL'),
      confirm: confirmSessions,
    },
    ...(barFile === undefined
      ? {}
      : {
          bar: (agents: readonly string[]) => bar(barFile, agents),
          unbar: (agents: readonly string[]) => unbar(barFile, agents),
        }),
  };
}
