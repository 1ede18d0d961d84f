/** How does a workload keep working while its credential is replaced? It leaves the old door only when the new one works. */

import type { Pair } from '../doors/pair.ts';
import { writePrivateJson } from '../process/private-file.ts';
import type { DependentSettings, DependentStats, KeyCount } from './dependent-settings.ts';
import { type Door, openDoor } from './door.ts';
import { watchHandover } from './handover.ts';

export interface Dependent {
  /** One request, and before it a change to a credential newly handed over. */
  turn(): Promise<void>;
  close(): Promise<void>;
}

export function createDependent(settings: DependentSettings): Dependent {
  const handover = watchHandover(settings.handover, settings.identityFile);
  const count = counter(settings.statsFile);
  let door: Door | undefined;
  let pair: Pair | undefined;
  /** Undefined, and one failure counted, when the credential does not work here. */
  const tryOpen = (next: Pair): Promise<Door | undefined> =>
    count.of(next.keyId, openDoor(settings.id, settings.door, next));
  const moveTo = async (next: Pair): Promise<void> => {
    const opened = await tryOpen(next);
    if (opened === undefined) return;
    const left = door;
    door = opened;
    count.moved(opened.keyId);
    await left?.close();
  };
  return {
    async turn() {
      pair = (await handover.changed()) ?? pair;
      if (pair !== undefined && pair.keyId !== door?.keyId) await moveTo(pair);
      if (door === undefined) return;
      const worked = await count.of(
        door.keyId,
        door.request().then(() => true),
      );
      if (worked !== true && pair?.keyId === door.keyId) await moveTo(pair);
    },
    close: async () => door?.close(),
  };
}

function counter(statsFile: string): {
  of<T>(keyId: string, request: Promise<T>): Promise<T | undefined>;
  moved(keyId: string): void;
} {
  const perKeyId: Record<string, KeyCount> = {};
  let current = '';
  const save = (): void => writePrivateJson(statsFile, { current, perKeyId } satisfies DependentStats);
  const add = (keyId: string, failed: 0 | 1): void => {
    const { requests, failures } = perKeyId[keyId] ?? { requests: 0, failures: 0 };
    perKeyId[keyId] = { requests: requests + 1, failures: failures + failed };
    save();
  };
  return {
    async of(keyId, request) {
      try {
        const answer = await request;
        add(keyId, 0);
        return answer;
      } catch {
        add(keyId, 1);
        return undefined;
      }
    },
    moved(keyId) {
      current = keyId;
      save();
    },
  };
}
