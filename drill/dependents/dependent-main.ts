/** The process of one dependent: asks its surface for something many times a second, whatever happens around it. */
import { runChild } from '../process/child.ts';
import { everyMs } from '../process/pause.ts';
import { createDependent } from './dependent.ts';
import type { DependentSettings } from './dependent-settings.ts';

const turnMs = 80;

await runChild(async (settings: DependentSettings) => {
  const dependent = createDependent(settings);
  await dependent.turn();
  const stopping = new AbortController();
  void everyMs(turnMs, stopping.signal, () => dependent.turn());
  return {
    ready: {},
    stop: async () => {
      stopping.abort();
      await dependent.close();
    },
  };
});
