/** Which agents does a fleet have? The leaked one with its sessions, and a chain of others it briefs. */
import { closeSync, openSync } from 'node:fs';
import type { AgentPlaces, AgentSettings, OwnWork } from './agents/agent-settings.ts';
import { createLauncher, type Launcher } from './agents/launcher.ts';
import { mintPlan } from './agents/mint-plan.ts';
import { signingKeyFile } from './fleet-credentials.ts';
import type { FleetFolder } from './fleet-folder.ts';
import type { PidFile } from './process/pid-file.ts';

export interface Scale {
  /** Sessions of the leaked agent. */
  readonly sessions: number;
  /** Agents the work is handed on to, one after the other. */
  readonly hops: number;
  /** Tokens and links the leaked agent mints. */
  readonly tokens: number;
}

export interface AgentsPlan extends Scale {
  readonly folder: FleetFolder;
  readonly pidFile: PidFile;
  readonly recipient: string;
  readonly places: AgentPlaces;
  /** Of the leaked credential, under which all of them act. */
  readonly keyId: string;
}

export const leakedAgent = 'billing';
const chain = ['research', 'publisher', 'editor', 'archivist', 'translator'];

export function downstreamAgents(hops: number): readonly string[] {
  return Array.from({ length: hops }, (_, index) => chain[index] ?? `agent-${index + 1}`);
}

export function createLaunchers(plan: AgentsPlan): ReadonlyMap<string, Launcher> {
  const names = [leakedAgent, ...downstreamAgents(plan.hops)];
  return new Map(names.map((agent, index) => [agent, launcherOf(plan, agent, index)]));
}

function launcherOf(plan: AgentsPlan, agent: string, index: number): Launcher {
  const { runDir, barFile, dir, actionLog } = plan.folder.agent(agent);
  // An agent that is stopped before its first action still has a log: an empty one. None at all would be a finding.
  closeSync(openSync(actionLog, 'a', 0o600));
  const settings = (session: string): AgentSettings => settingsOf(plan, { agent, session, index });
  const home = {
    agent,
    runDir,
    barFile,
    keyId: agent === leakedAgent ? plan.keyId : '',
    logFile: `${dir}/stderr.log`,
    settings,
  };
  return createLauncher(home, (name, pid) => plan.pidFile.add(name, pid));
}

interface Who {
  readonly agent: string;
  readonly session: string;
  /** Place in the chain; the leaked agent is 0. */
  readonly index: number;
}

function settingsOf(plan: AgentsPlan, { agent, session, index }: Who): AgentSettings {
  const { folder, recipient, places } = plan;
  const home = folder.agent(agent);
  const isFirst = session === `${agent}-1`;
  const next = downstreamAgents(plan.hops)[index];
  const handsOn = isFirst && next !== undefined;
  return {
    agent,
    session,
    actionLog: home.actionLog,
    recipient,
    heldFile: home.heldFile(session),
    places,
    ...(index === 0 ? { own: ownWorkOf(plan, session) } : {}),
    ...(index > 0 && isFirst ? { inbox: home.inbox } : {}),
    ...(handsOn ? { next: nextOf(folder, next, index) } : {}),
  };
}

function nextOf(folder: FleetFolder, agent: string, index: number): NonNullable<AgentSettings['next']> {
  return { agent, session: `${agent}-1`, inbox: folder.agent(agent).inbox, brief: `b-${index + 1}` };
}

/** Of the first sessions, one stays connected to each MCP server; one that is started later mints a token of its own. */
function ownWorkOf(plan: AgentsPlan, session: string): OwnWork {
  const number = Number(session.slice(leakedAgent.length + 1));
  const all = mintPlan(plan.tokens, plan.sessions, leakedAgent, downstreamAgents(plan.hops));
  const later = [{ kind: 'client-credentials', session: number, for: leakedAgent } as const];
  const mints = number > plan.sessions ? later : all.filter((mint) => mint.session === number);
  const tools = number === 2 ? 'tools-b' : 'tools-a';
  return {
    credentialFile: plan.folder.agent(leakedAgent).credentialFile,
    signingKeyFile: signingKeyFile(plan.folder),
    mints,
    ...(number <= 2 || number > plan.sessions ? { tools } : {}),
  };
}
