/** The practice fleet: real agents on real servers, workloads that must keep working, and an intruder with the leaked key. */
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { FirebreakError } from '../domain/errors.ts';
import type { AgentPlaces } from './agents/agent-settings.ts';
import type { Launched, Launcher } from './agents/launcher.ts';
import { createLaunchers, downstreamAgents, leakedAgent, type Scale } from './fleet-agents.ts';
import { type Credentials, makeCredentials, type SecretFile } from './fleet-credentials.ts';
import { countDependents, type DependentsCount, startDependents } from './fleet-dependents.ts';
import { type FleetFolder, makeFleetFolder } from './fleet-folder.ts';
import { type Servers, startServers } from './fleet-servers.ts';
import type { IntruderSettings } from './intruder/intruder-settings.ts';
import { countIntruder, type IntruderCount } from './intruder-count.ts';
import { inventoryYaml } from './inventory.ts';
import { writeReport } from './leak/gitleaks-report.ts';
import { leakIntoRepository } from './leak/repository.ts';
import { type Crew, createCrew } from './process/crew.ts';
import { endLeftovers, openPidFile, type PidFile } from './process/pid-file.ts';
import { writePrivate } from './process/private-file.ts';

export interface FleetOptions extends Partial<Scale> {
  /** Folder of the fleet alone: it is emptied first. */
  readonly dir: string;
  /** Public age recipient of the Firebreak that will respond. */
  readonly recipient: string;
}

export interface Fleet {
  readonly configYaml: string;
  readonly reportFile: string;
  readonly secrets: readonly SecretFile[];
  readonly leakedKeyId: string;
  readonly addresses: AgentPlaces;
  pids(): readonly number[];
  /** To be called once the secrets are put away. */
  forgetSecrets(): void;
  intruderStats(): IntruderCount;
  dependentStats(): DependentsCount;
  /** Through the launcher, which refuses barred agents. */
  startSession(agent: string): Promise<Launched>;
  stop(): Promise<void>;
}

const defaults: Scale = { sessions: 3, hops: 2, tokens: 6 };

interface Yard {
  readonly folder: FleetFolder;
  readonly pidFile: PidFile;
  readonly crew: Crew;
  /** The intruder and the workloads, which end before the servers do. */
  readonly clients: Crew;
  readonly launchers: Map<string, Launcher>;
  readonly scale: Scale;
  readonly recipient: string;
}

export async function startFleet(options: FleetOptions): Promise<Fleet> {
  const yard = makeYard(options);
  try {
    return await populate(yard);
  } catch (error) {
    await stopYard(yard);
    throw error;
  }
}

/** Processes that an interrupted fleet left in this folder are ended first. */
function makeYard({ dir, recipient, ...scale }: FleetOptions): Yard {
  endLeftovers(resolve(dir));
  const folder = makeFleetFolder(resolve(dir));
  const pidFile = openPidFile(folder.dir);
  pidFile.addFolder(folder.scratch);
  const crew = createCrew(folder.logs, pidFile);
  const clients = createCrew(folder.logs, pidFile);
  return { folder, pidFile, crew, clients, launchers: new Map(), scale: { ...defaults, ...scale }, recipient };
}

async function populate(yard: Yard): Promise<Fleet> {
  const { folder, clients, scale } = yard;
  const servers = await startServers(yard);
  const downstream = downstreamAgents(scale.hops);
  const credentials = await makeCredentials(folder, servers, { leaked: leakedAgent, downstream });
  const leak = leakIntoRepository(folder.repository, credentials.leaked, servers.issuer, new Date());
  writeReport(leak, folder.report);
  const places = placesOf(servers);
  const [dependents] = await Promise.all([
    startDependents(folder, clients, servers, credentials.leaked),
    startAgents(yard, places, credentials),
  ]);
  await startIntruder(yard, places);
  writePrivate(folder.config, inventoryYaml({ folder, servers, leaked: leakedAgent, downstream, dependents }));
  return fleetOf(yard, places, credentials);
}

function placesOf({ issuer, databasePort, tools, files }: Servers): AgentPlaces {
  return { issuer, databasePort, toolsA: tools['tools-a'].url, toolsB: tools['tools-b'].url, files };
}

async function startAgents(yard: Yard, places: AgentPlaces, { leaked }: Credentials): Promise<void> {
  const made = createLaunchers({ ...yard, ...yard.scale, places, keyId: leaked.keyId });
  for (const [agent, launcher] of made) yard.launchers.set(agent, launcher);
  const starts = [...made].flatMap(([agent, launcher]) =>
    Array.from({ length: agent === leakedAgent ? yard.scale.sessions : 1 }, () => launcher.start()),
  );
  const failed = (await Promise.all(starts)).find((launched) => launched.state !== 'started');
  if (failed !== undefined) {
    throw new FirebreakError(
      'ERR_SETUP',
      `an agent session could not be started; see ${join(yard.folder.dir, 'agents')}`,
    );
  }
}

async function startIntruder({ folder, clients, scale }: Yard, places: AgentPlaces): Promise<void> {
  const agent = folder.agent(leakedAgent);
  const settings: IntruderSettings = {
    credentialFile: agent.credentialFile,
    stolenFrom: Array.from({ length: scale.sessions }, (_, index) => agent.heldFile(`${leakedAgent}-${index + 1}`)),
    issuer: places.issuer,
    databasePort: places.databasePort,
    tools: { 'tools-a': places.toolsA, 'tools-b': places.toolsB },
    successFile: successFile(folder),
  };
  await clients.start({ name: 'intruder', entry: 'intruder/intruder-main', settings });
}

function successFile(folder: FleetFolder): string {
  return join(folder.shared, 'intruder.jsonl');
}

function fleetOf(yard: Yard, places: AgentPlaces, { leaked, secrets }: Credentials): Fleet {
  const { folder, launchers } = yard;
  return {
    configYaml: folder.config,
    reportFile: folder.report,
    secrets,
    leakedKeyId: leaked.keyId,
    addresses: places,
    pids: () => yard.pidFile.pids(),
    forgetSecrets: () => rmSync(folder.secrets, { recursive: true, force: true }),
    intruderStats: () => countIntruder(successFile(folder)),
    dependentStats: () => countDependents(folder),
    startSession: async (agent) => (await launchers.get(agent)?.start()) ?? { state: 'failed' },
    stop: () => stopYard(yard),
  };
}

/** First who uses the servers, then the servers; then nothing is left but the folder with its logs. */
async function stopYard({ launchers, clients, crew, folder, pidFile }: Yard): Promise<void> {
  await Promise.all([...[...launchers.values()].map((launcher) => launcher.stop()), clients.stop()]);
  await crew.stop();
  rmSync(folder.secrets, { recursive: true, force: true });
  rmSync(folder.scratch, { recursive: true, force: true, maxRetries: 5 });
  pidFile.remove();
}
