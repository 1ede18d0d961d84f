/** How does the fleet describe itself to Firebreak? As any user does: a firebreak.yaml of servers, agents and people. */
import { stringify } from 'yaml';
import { databaseName, groupRole } from './database/database-names.ts';
import type { DependentEntry } from './fleet-dependents.ts';
import type { FleetFolder } from './fleet-folder.ts';
import type { Servers, ToolsName } from './fleet-servers.ts';

export interface FleetFacts {
  readonly folder: FleetFolder;
  readonly servers: Servers;
  readonly leaked: string;
  readonly downstream: readonly string[];
  readonly dependents: readonly DependentEntry[];
}

const owner = 'ana';

export function inventoryYaml(facts: FleetFacts): string {
  return stringify({
    version: 1,
    environments: ['production', 'staging'],
    responders: [
      { id: owner, name: 'Ana Lima', environments: ['production', 'staging'] },
      { id: 'ben', name: 'Ben Okafor', environments: ['production', 'staging'] },
    ],
    issuers: { main: issuerOf(facts.servers) },
    surfaces: surfacesOf(facts.servers),
    credentials: credentialsOf(facts),
    agents: Object.fromEntries([facts.leaked, ...facts.downstream].map((id) => [id, agentOf(facts.folder, id)])),
    dependents: Object.fromEntries(facts.dependents.map((entry) => [entry.id, dependentOf(facts, entry)])),
  });
}

function issuerOf(servers: Servers): object {
  return {
    connector: 'oauth',
    url: servers.issuer,
    admin: { keyId: servers.keys.issuerAdmin.keyId, secret: 'drill/issuer-admin' },
    initialAccessToken: 'drill/initial-access-token',
    registrationTokens: 'drill/registration',
    issuanceLog: servers.issuanceLog,
  };
}

function surfacesOf(servers: Servers): object {
  const tools = (name: ToolsName): object => ({
    connector: 'mcp',
    url: servers.tools[name].url,
    issuer: servers.issuer,
    admin: 'drill/tools-admin',
    accessLog: servers.tools[name].accessLog,
    effects: { echo: 'read' },
  });
  return {
    'ledger-db': {
      connector: 'postgres',
      host: '127.0.0.1',
      port: servers.databasePort,
      database: databaseName,
      admin: 'drill/database-admin',
      group: groupRole,
      jsonLog: servers.databaseLog,
    },
    'tools-a': tools('tools-a'),
    'tools-b': tools('tools-b'),
    files: { connector: 'signedurl', url: servers.files },
  };
}

function credentialsOf({ leaked, downstream }: FleetFacts): object {
  const own = downstream.map((id) => [id, credentialOf(id, ['tools-b'])]);
  return { [leaked]: credentialOf(leaked, ['ledger-db', 'tools-a', 'tools-b']), ...Object.fromEntries(own) };
}

function credentialOf(id: string, surfaces: readonly string[]): object {
  return { environment: 'production', issuer: 'main', surfaces, secret: `drill/${id}` };
}

function agentOf(folder: FleetFolder, id: string): object {
  const { runDir, barFile, actionLog } = folder.agent(id);
  return {
    owner,
    credential: id,
    sessions: { connector: 'process', runDir, barFile },
    actions: { connector: 'actionlog', path: actionLog },
  };
}

function dependentOf({ leaked }: FleetFacts, { surface, path, recipient }: DependentEntry): object {
  return { owner: 'ben', credential: leaked, surfaces: [surface], handover: { path, recipient } };
}
