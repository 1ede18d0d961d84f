/** Which connector stands at which place of one inventory? */
import type { Connector, ConnectorContext } from '../connectors/connector.ts';
import { FirebreakError } from '../domain/errors.ts';
import type { Inventory } from '../domain/inventory.ts';

/** Any `ConnectorKind`: its own schema stands between the inventory's settings and `create`. */
interface AnyKind {
  readonly settings: { parse(value: unknown): unknown };
  create(settings: unknown, context: ConnectorContext): Connector;
}

export type ConnectorKinds = Readonly<Record<string, AnyKind>>;

export interface Places {
  at(place: string): Connector;
  /** The place whose issuer or base URL a log line names, if the inventory has one. */
  byOrigin(origin: string): string | undefined;
  close(): Promise<void>;
}

export function openPlaces(
  inventory: Inventory,
  kinds: ConnectorKinds,
  context: Omit<ConnectorContext, 'place'>,
): Places {
  const connectors = new Map(
    inventory.places.map((place) => {
      const kind = kinds[place.connector];
      if (!kind) throw new FirebreakError('ERR_CONFIG', `place ${place.id} names no connector this worker has`);
      const settings = kind.settings.parse(place.settings);
      return [place.id, kind.create(settings, { ...context, place: place.id })] as const;
    }),
  );
  return {
    at: (place) => {
      const connector = connectors.get(place);
      if (!connector) throw new FirebreakError('ERR_CONFIG', `the inventory has no place ${place}`);
      return connector;
    },
    byOrigin: (origin) => [...connectors].find(([, connector]) => sameOrigin(connector.origin, origin))?.[0],
    close: async () => {
      await Promise.all([...connectors.values()].map(async (connector) => connector.close?.()));
    },
  };
}

function sameOrigin(own: string | undefined, named: string): boolean {
  return own !== undefined && own.replace(/\/+$/, '') === named.replace(/\/+$/, '');
}
