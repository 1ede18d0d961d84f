/** How does a dependent do its work at its surface? One request is what its users would notice failing. */
import { openDatabase } from '../doors/database-door.ts';
import { issuerDoor } from '../doors/issuer-door.ts';
import type { Pair } from '../doors/pair.ts';
import { openTools } from '../doors/tools-door.ts';
import type { DependentDoor } from './dependent-settings.ts';

export interface Door {
  readonly keyId: string;
  request(): Promise<void>;
  close(): Promise<void>;
}

/** Open means: it has done one request. */
export async function openDoor(id: string, door: DependentDoor, pair: Pair): Promise<Door> {
  const opened = door.kind === 'database' ? await databaseDoor(id, door.port, pair) : await toolsDoor(id, door, pair);
  await opened.request();
  return opened;
}

async function databaseDoor(id: string, port: number, pair: Pair): Promise<Door> {
  const session = await openDatabase(port, pair, id);
  return {
    keyId: pair.keyId,
    request: () => session.query('SELECT count(*) FROM invoices'),
    close: () => session.close(),
  };
}

async function toolsDoor(id: string, door: { url: string; issuer: string }, pair: Pair): Promise<Door> {
  const reply = await issuerDoor(door.issuer, pair).clientCredentials();
  const session = await openTools(door.url, reply.access_token, id);
  return {
    keyId: pair.keyId,
    request: () => session.call('echo', { message: id }),
    close: () => session.close(),
  };
}
