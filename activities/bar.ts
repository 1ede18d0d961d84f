/** Refuses new sessions of the agents concerned, wherever the runtime can. */
import { passGate } from './gate.ts';
import { specFor } from './holdings.ts';
import { now, record, type Scope } from './scope.ts';

export async function bar(scope: Scope, places: readonly string[], agents: readonly string[]): Promise<void> {
  await Promise.all(
    places.map(async (place) => {
      const connector = scope.places.at(place);
      if (!connector.bar) return;
      const passage = { verb: 'freeze', operation: 'bar', place, spec: specFor(connector, 'bar') } as const;
      const [result] = await passGate(scope, passage, agents, async (targets) => {
        const barred = await connector.bar?.(targets);
        return targets.map((id) => ({ id, outcome: barred?.outcome ?? 'unknown' }));
      });
      if (result) await record(scope, [now('session.barred', { place, agents, result })]);
    }),
  );
}
