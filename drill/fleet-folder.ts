/** Where does a fleet keep what? One folder, closed to others, and one short path outside for sockets and the database. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FirebreakError } from '../domain/errors.ts';

export interface FleetFolder {
  readonly dir: string;
  readonly logs: string;
  readonly secrets: string;
  readonly shared: string;
  readonly repository: string;
  readonly report: string;
  readonly config: string;
  /** Short enough for a socket's path (108 bytes), and open to the user PostgreSQL runs as. */
  readonly scratch: string;
  readonly database: string;
  agent(id: string): AgentFolder;
  dependent(id: string): DependentFolder;
}

interface AgentFolder {
  readonly dir: string;
  readonly runDir: string;
  readonly barFile: string;
  readonly actionLog: string;
  readonly credentialFile: string;
  readonly inbox: string;
  heldFile(session: string): string;
}

interface DependentFolder {
  readonly identityFile: string;
  readonly handover: string;
  readonly statsFile: string;
}

const closed = { recursive: true, mode: 0o700 } as const;

/** Says that the folder is a fleet's, and may be emptied for the next. */
const marker = '.firebreak-drill';

/** What an earlier fleet left in the folder goes first; what anybody else left there stays. */
export function makeFleetFolder(dir: string): FleetFolder {
  empty(dir);
  const scratch = mkdtempSync(join(tmpdir(), 'firebreak-drill-'));
  chmodSync(scratch, 0o711);
  const inside = (name: string): string => made(join(dir, name));
  return {
    dir: made(dir),
    logs: inside('logs'),
    secrets: inside('secrets'),
    shared: inside('shared'),
    repository: inside('leak/repository'),
    report: join(dir, 'leak', 'gitleaks.json'),
    config: join(dir, 'firebreak.yaml'),
    scratch,
    database: made(join(scratch, 'database')),
    agent: (id) => agentFolder(inside(join('agents', id))),
    dependent: (id) => dependentFolder(inside(join('dependents', id))),
  };
}

function empty(dir: string): void {
  const isOurs = !existsSync(dir) || readdirSync(dir).length === 0 || existsSync(join(dir, marker));
  if (!isOurs) throw new FirebreakError('ERR_USAGE', `${dir} holds files that are not a drill's; name an empty folder`);
  rmSync(dir, { recursive: true, force: true });
  writeFileSync(join(made(dir), marker), '');
}

function made(path: string): string {
  mkdirSync(path, closed);
  return path;
}

function agentFolder(dir: string): AgentFolder {
  return {
    dir,
    runDir: made(join(dir, 'run')),
    barFile: join(dir, 'bar.json'),
    actionLog: join(dir, 'actions.jsonl'),
    credentialFile: join(dir, 'credential.json'),
    inbox: made(join(dir, 'inbox')),
    heldFile: (session) => join(dir, `${session}.held.json`),
  };
}

function dependentFolder(dir: string): DependentFolder {
  return {
    identityFile: join(dir, 'identity'),
    handover: join(dir, 'handover.age'),
    statsFile: join(dir, 'stats.json'),
  };
}
