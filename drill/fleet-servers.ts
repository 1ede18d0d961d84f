/** Which servers does a fleet run on? An issuer, a database, two guarded MCP servers and a file server, all on loopback. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { DatabaseReady, DatabaseSettings } from './database/database-main.ts';
import type { Pair } from './doors/pair.ts';
import type { FilesReady, FilesSettings } from './files/files-main.ts';
import type { FleetFolder } from './fleet-folder.ts';
import type { IssuerReady, IssuerSettings } from './issuer/issuer-main.ts';
import type { Crew } from './process/crew.ts';
import type { PidFile } from './process/pid-file.ts';
import type { GuardSettings } from './tools/guard.ts';
import type { GuardReady } from './tools/guard-main.ts';
import type { ToolsSettings } from './tools/tools-main.ts';

export interface Servers {
  readonly issuer: string;
  readonly issuanceLog: string;
  readonly databasePort: number;
  readonly databaseLog: string;
  readonly tools: Readonly<Record<ToolsName, { readonly url: string; readonly accessLog: string }>>;
  readonly files: string;
  readonly keys: ServerKeys;
}

export type ToolsName = 'tools-a' | 'tools-b';

interface ServerKeys {
  readonly issuerAdmin: Pair;
  readonly guard: Pair;
  readonly databaseAdmin: Pair;
  readonly initialAccessToken: string;
  readonly signingKey: string;
}

interface Yard {
  readonly folder: FleetFolder;
  readonly crew: Crew;
  readonly pidFile: PidFile;
  readonly recipient: string;
}

export async function startServers(yard: Yard): Promise<Servers> {
  const keys = newKeys();
  const issuanceLog = join(yard.folder.shared, 'issuance.jsonl');
  const started = startIssuer(yard, keys, issuanceLog);
  const [issuer, database, toolsA, toolsB, files] = await Promise.all([
    started,
    startDatabase(yard, keys),
    started.then((url) => startTools(yard, 'tools-a', url, keys.guard)),
    started.then((url) => startTools(yard, 'tools-b', url, keys.guard)),
    startFiles(yard, keys),
  ]);
  const tools = { 'tools-a': toolsA, 'tools-b': toolsB };
  return { issuer, issuanceLog, databasePort: database.port, databaseLog: database.logFolder, tools, files, keys };
}

function newKeys(): ServerKeys {
  return {
    issuerAdmin: { keyId: 'firebreak-admin', secret: random() },
    guard: { keyId: 'tools-guard', secret: random() },
    databaseAdmin: { keyId: 'firebreak', secret: random() },
    initialAccessToken: random(),
    signingKey: random(),
  };
}

function random(): string {
  return randomBytes(32).toString('base64url');
}

async function startIssuer(yard: Yard, keys: ServerKeys, issuanceLog: string): Promise<string> {
  const admin = { ...keys.issuerAdmin, scope: 'mcp:tools mcp:admin tokens:revoke' };
  const settings: IssuerSettings = {
    issuanceLog,
    recipient: yard.recipient,
    initialAccessToken: keys.initialAccessToken,
    clients: [admin, keys.guard],
  };
  const child = await yard.crew.start<IssuerReady>({ name: 'issuer', entry: 'issuer/issuer-main', settings });
  return child.ready.url;
}

async function startDatabase({ folder, crew, pidFile }: Yard, keys: ServerKeys): Promise<DatabaseReady> {
  const settings: DatabaseSettings = { folder: folder.database, admin: keys.databaseAdmin };
  const child = await crew.start<DatabaseReady>({ name: 'database', entry: 'database/database-main', settings });
  pidFile.add('postgres', child.ready.serverPid);
  return child.ready;
}

async function startTools(
  { folder, crew }: Yard,
  name: ToolsName,
  issuer: string,
  client: Pair,
): Promise<{ url: string; accessLog: string }> {
  const socket = join(folder.scratch, `${name}.sock`);
  const accessLog = join(folder.shared, `${name}-access.jsonl`);
  const server: ToolsSettings = { socket };
  const guard: GuardSettings = { issuer, client, socket, accessLog };
  // The public server takes its address from PORT and nowhere else.
  await crew.start({ name, entry: 'tools/tools-main', settings: server, env: { PORT: socket } });
  const child = await crew.start<GuardReady>({ name: `${name}-guard`, entry: 'tools/guard-main', settings: guard });
  return { url: child.ready.url, accessLog };
}

async function startFiles({ crew }: Yard, keys: ServerKeys): Promise<string> {
  const settings: FilesSettings = { signingKey: keys.signingKey };
  const child = await crew.start<FilesReady>({ name: 'files', entry: 'files/files-main', settings });
  return child.ready.url;
}
