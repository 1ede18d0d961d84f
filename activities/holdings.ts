/** What the steps share about holdings: which part of a connector has them, which are open, how they are grouped. */
import type { Connector, HoldingControl, Operation, OperationSpec } from '../connectors/connector.ts';
import type { HoldingKind } from '../domain/holding.ts';
import type { HoldingRow } from '../store/holdings.ts';
import type { Scope } from './scope.ts';

const controls = { session: 'sessions', connection: 'connections', grant: 'grants' } as const satisfies Record<
  HoldingKind,
  keyof Connector
>;

export function controlOf(connector: Connector, kind: HoldingKind): HoldingControl {
  return connector[controls[kind]] ?? {};
}

export function operationOf(kind: HoldingKind, part: 'brake' | 'end'): Operation {
  return `${controls[kind]}.${part}`;
}

/** A connector that forgot to declare an operation is treated as the worst case. */
export function specFor(connector: Connector, operation: Operation): Pick<OperationSpec, 'effect' | 'retry'> {
  return connector.operations[operation] ?? { effect: 'irreversible', retry: 'never' };
}

export function connectorOrNone(scope: Scope, place: string): Connector | undefined {
  return place.startsWith('origin:') ? undefined : scope.places.at(place);
}

export async function perPlace(
  holdings: readonly HoldingRow[],
  each: (place: string, kind: HoldingKind, rows: readonly HoldingRow[]) => Promise<void>,
): Promise<void> {
  const groups = new Map<string, HoldingRow[]>();
  for (const row of holdings) {
    const key = `${row.kind} ${row.place}`;
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  await Promise.all(
    [...groups.values()].map(async (rows) => {
      const first = rows[0];
      if (first) await each(first.place, first.kind, rows);
    }),
  );
}

export function isOpen({ state }: HoldingRow): boolean {
  return state === 'found' || state === 'braked' || state === 'ended';
}
