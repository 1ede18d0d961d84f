/** Which credentials does a fleet have, and which of them does Firebreak have to be given? */
import { join } from 'node:path';
import { createLoginRole } from './database/database-roles.ts';
import type { Pair } from './doors/pair.ts';
import type { FleetFolder } from './fleet-folder.ts';
import type { Servers } from './fleet-servers.ts';
import { type Registered, registerClient } from './issuer/registration.ts';
import { writePrivate, writePrivateJson } from './process/private-file.ts';

/** A value for `firebreak secret put NAME`; the file is deleted after that. */
export interface SecretFile {
  readonly name: string;
  readonly file: string;
}

export interface Credentials {
  readonly leaked: Pair;
  readonly secrets: readonly SecretFile[];
}

/** The leaked one is accepted by issuer and database alike; the downstream agents' own ones by the issuer. */
export async function makeCredentials(
  folder: FleetFolder,
  servers: Servers,
  agents: { readonly leaked: string; readonly downstream: readonly string[] },
): Promise<Credentials> {
  const names = [agents.leaked, ...agents.downstream];
  const register = async (name: string): Promise<[string, Registered]> => [
    name,
    await registerClient(servers.issuer, servers.keys.initialAccessToken, name),
  ];
  const registered = await Promise.all(names.map(register));
  const leaked = pairOf(registered[0]?.[1]);
  await createLoginRole(servers.databasePort, servers.keys.databaseAdmin, leaked);
  for (const [name, client] of registered) writePrivateJson(folder.agent(name).credentialFile, pairOf(client));
  writePrivate(signingKeyFile(folder), servers.keys.signingKey);
  return { leaked, secrets: secretFiles(folder, servers, registered) };
}

export function signingKeyFile(folder: FleetFolder): string {
  return join(folder.shared, 'signing-key');
}

function secretFiles(
  folder: FleetFolder,
  { keys }: Servers,
  registered: readonly (readonly [string, Registered])[],
): readonly SecretFile[] {
  const values: [string, string][] = [
    ['drill/issuer-admin', JSON.stringify(keys.issuerAdmin)],
    ['drill/initial-access-token', keys.initialAccessToken],
    ['drill/database-admin', JSON.stringify(keys.databaseAdmin)],
    ['drill/tools-admin', JSON.stringify(keys.issuerAdmin)],
    ...registered.flatMap(([name, client]): [string, string][] => [
      [`drill/${name}`, JSON.stringify(pairOf(client))],
      [`drill/registration/${client.keyId}`, client.registrationAccessToken],
    ]),
  ];
  return values.map(([name, value], index) => {
    const file = join(folder.secrets, `${index}.secret`);
    writePrivate(file, value);
    return { name, file };
  });
}

function pairOf(client: Registered | undefined): Pair {
  return { keyId: client?.keyId ?? '', secret: client?.secret ?? '' };
}
