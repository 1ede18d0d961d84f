/** The intruder's process: uses the leaked credential at every door, all the time, and never gives up. */
import { readPair } from '../doors/pair.ts';
import { runChild } from '../process/child.ts';
import { everyMs } from '../process/pause.ts';
import { atDatabase } from './at-database.ts';
import { atFiles } from './at-files.ts';
import { atIssuer } from './at-issuer.ts';
import { atTools } from './at-tools.ts';
import { type Target, tryWay } from './attempt.ts';
import type { IntruderSettings } from './intruder-settings.ts';
import { createLoot } from './loot.ts';

/** Per surface; every surface at once. */
const turnMs = 100;

await runChild(async (settings: IntruderSettings) => {
  const stopping = new AbortController();
  for (const target of targetsOf(settings)) {
    let n = 0;
    void everyMs(turnMs, stopping.signal, async () => {
      const way = target.ways[n++ % target.ways.length];
      if (way !== undefined) await tryWay(target.surface, way, settings.successFile);
    });
  }
  return { ready: {}, stop: () => stopping.abort() };
});

function targetsOf(settings: IntruderSettings): readonly Target[] {
  const { credentialFile, issuer, databasePort, tools, stolenFrom } = settings;
  const pair = readPair(credentialFile);
  const loot = createLoot();
  return [
    atIssuer(issuer, pair, loot),
    atDatabase(databasePort, pair),
    ...Object.entries(tools).map(([surface, url]) => atTools({ surface, url, stolenFrom }, loot)),
    atFiles(stolenFrom),
  ];
}
