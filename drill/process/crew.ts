/** Which processes belong to one fleet, and how do all of them end? Each is on record from the moment it has a pid. */
import { join } from 'node:path';
import { type PidFile } from './pid-file.ts';
import { type Child, type ChildSpec, spawnChild } from './spawn.ts';

export interface Crew {
  start<Ready>(spec: Omit<ChildSpec, 'logFile'>): Promise<Child<Ready>>;
  stop(): Promise<void>;
}

export function createCrew(logFolder: string, pidFile: PidFile): Crew {
  const children: Child<unknown>[] = [];
  return {
    async start<Ready>(spec: Omit<ChildSpec, 'logFile'>) {
      const logFile = join(logFolder, `${spec.name}.log`);
      const child = await spawnChild<Ready>({ ...spec, logFile }, (pid) => pidFile.add(spec.name, pid));
      children.push(child);
      return child;
    },
    stop: async () => void (await Promise.all(children.map((child) => child.stop()))),
  };
}
