/** Did it work? Only what worked is written down, with the time it was sent. */
import { appendJsonLine } from '../process/private-file.ts';
import type { Success } from './intruder-settings.ts';

/** Throws, or answers false, when the door is closed. */
type Attempt = () => Promise<boolean>;

/** One surface with its ways in, tried in turn. */
export interface Target {
  readonly surface: string;
  readonly ways: readonly Way[];
}

export interface Way {
  readonly how: string;
  readonly attempt: Attempt;
  readonly throughResidual?: boolean;
}

export async function tryWay(surface: string, way: Way, successFile: string): Promise<void> {
  const at = new Date().toISOString();
  const worked = await way.attempt().catch(() => false);
  if (!worked) return;
  const { how, throughResidual = false } = way;
  appendJsonLine(successFile, {
    at,
    doneAt: new Date().toISOString(),
    surface,
    how,
    throughResidual,
  } satisfies Success);
}
