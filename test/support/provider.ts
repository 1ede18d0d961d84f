/** A provider in memory that a test can look into: what it still holds, and which calls it saw. */
import type { Connector, HoldingControl, OperationSpec } from '../../connectors/connector.ts';
import type { Handoff } from '../../domain/action.ts';
import type { Holding, HoldingKind } from '../../domain/holding.ts';

export const irreversible: OperationSpec = {
  effect: 'irreversible',
  undo: 'none',
  blast: 'token',
  retry: 'gone-is-ok',
  batchMax: 100,
  deadBy: { typicalMs: 1, maxMs: 1, source: 'test' },
  proofs: ['read-back'],
  needsRawSecret: false,
  permissions: [],
};
const reversible: OperationSpec = { ...irreversible, effect: 'reversible', undo: 'call' };

export function holdingOf(place: string, kind: HoldingKind, name: string, over: Partial<Holding> = {}): Holding {
  return {
    id: `${place}#${name}`,
    kind,
    place,
    name,
    keyId: 'key-old',
    openedAt: '2026-03-01T10:30:00.000Z',
    locator: { session: name },
    ...over,
  };
}

export interface Provider {
  /** Ids, in the order they were asked to end. */
  readonly ended: string[];
  readonly alive: Map<string, Holding>;
  readonly control: HoldingControl;
}

/** Ends what it is asked to end, unless `lies` says yes and does nothing. */
export function providerOf(holdings: readonly Holding[], lies: (holding: Holding) => boolean = () => false): Provider {
  const alive = new Map(holdings.map((holding) => [holding.id, holding]));
  const ended: string[] = [];
  const control: HoldingControl = {
    find: async ({ keyIds, agents }) =>
      [...alive.values()].filter(
        ({ keyId, agent }) => keyIds.includes(keyId) || (agent !== undefined && agents.includes(agent)),
      ),
    end: async (asked) => {
      for (const holding of asked) {
        ended.push(holding.id);
        if (!lies(holding)) alive.delete(holding.id);
      }
      return asked.map(({ id }) => ({ id, outcome: 'accepted', reason: 'the provider says so' }));
    },
    confirm: async (asked) =>
      asked.map(({ id }) =>
        alive.has(id)
          ? { id, state: 'still-open', reason: 'the provider still shows it' }
          : {
              id,
              state: 'ended',
              proof: { level: 'read-back', at: new Date().toISOString(), how: 'not there any more' },
            },
      ),
  };
  return { ended, alive, control };
}

/** A session runtime whose sessions can be stopped too; `stopped` is what it stopped. */
export function runtimeOf(agent: string, names: readonly string[], keyId = 'key-old') {
  const place = `agent/${agent}/sessions`;
  const provider = providerOf(names.map((name) => holdingOf(place, 'session', name, { agent, keyId })));
  const stopped: string[] = [];
  const connector: Connector = {
    operations: { 'sessions.brake': reversible, 'sessions.end': irreversible },
    sessions: {
      ...provider.control,
      brake: async (asked) => {
        stopped.push(...asked.map(({ name }) => name));
        return asked.map(({ id }) => ({ id, outcome: 'done' }));
      },
    },
  };
  return { ...provider, place, stopped, connector };
}

/** An action log that holds these handoffs, written as `from session > to agent/session`. */
export function handoffLog(lines: readonly string[]): Connector {
  const handoffs = lines.map((line): Handoff => {
    const [fromSession = '', to = ''] = line.split(' > ');
    const [toAgent = '', toSession = ''] = to.split('/');
    const fromAgent = fromSession.split('-')[0] ?? '';
    return { id: line, at: '2026-03-01T10:40:00.000Z', fromAgent, fromSession, toAgent, toSession, brief: line };
  });
  return {
    operations: {},
    findHandoffs: async (sessions) => handoffs.filter(({ fromSession }) => sessions.includes(fromSession)),
  };
}
