/** How long does a process of the fleet rest between two things it does? */
import { setTimeout as rest } from 'node:timers/promises';

/** Calls `turn` with a rest after each call until `signal` says stop. */
export async function everyMs(ms: number, signal: AbortSignal, turn: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    await turn();
    await rest(ms, undefined, { signal }).catch(() => undefined);
  }
}
