/** Which places does firebreak.yaml name, and are their settings what the connector asks for? */
import { resolve } from 'node:path';
import type { ConfigFile, PlaceFile } from './config-schema.ts';
import type { ConnectorKind } from './connectors/kind.ts';
import type { Place } from './domain/inventory.ts';
import { check } from './runbooks/complaints.ts';
import { didYouMean, listNames } from './runbooks/nearest.ts';
import type { Complaint } from './runbooks/yaml-source.ts';

export type Kinds = Readonly<Record<string, Pick<ConnectorKind<unknown>, 'settings'>>>;

interface Named {
  readonly id: string;
  readonly path: readonly string[];
  readonly entry: PlaceFile;
}

/** Places with parsed settings, and everything that was wrong with the others. */
export function readPlaces(
  file: ConfigFile,
  folder: string,
  kinds: Kinds,
): { places: Place[]; complaints: Complaint[] } {
  const read = placeEntries(file).map((named) => readPlace(named, folder, kinds));
  return {
    places: read.flatMap((result) => ('place' in result ? [result.place] : [])),
    complaints: read.flatMap((result) => ('complaints' in result ? result.complaints : [])),
  };
}

function placeEntries(file: ConfigFile): Named[] {
  const agents = Object.entries(file.agents).flatMap(([id, agent]) => [
    ...agentPlace(id, 'sessions', agent.sessions),
    ...agentPlace(id, 'actions', agent.actions),
  ]);
  return [...serverPlaces('issuer', file.issuers), ...serverPlaces('surface', file.surfaces), ...agents];
}

function serverPlaces(kind: 'issuer' | 'surface', entries: Readonly<Record<string, PlaceFile>>): Named[] {
  return Object.entries(entries).map(([id, entry]) => ({ id: `${kind}/${id}`, path: [`${kind}s`, id], entry }));
}

function agentPlace(id: string, part: 'sessions' | 'actions', entry: PlaceFile | undefined): Named[] {
  return entry === undefined ? [] : [{ id: `agent/${id}/${part}`, path: ['agents', id, part], entry }];
}

function readPlace(named: Named, folder: string, kinds: Kinds): { place: Place } | { complaints: Complaint[] } {
  const { connector, ...rest } = named.entry;
  const kind = Object.hasOwn(kinds, connector) ? kinds[connector] : undefined;
  if (kind === undefined) return { complaints: [unknownConnector(named, connector, Object.keys(kinds))] };
  const exposed = exposedUrls(named, rest);
  if (exposed.length > 0) return { complaints: exposed };
  const settings = check(kind.settings, resolvePaths(rest, folder), named.path);
  if ('complaints' in settings) return settings;
  return { place: { id: named.id, connector, settings: settings.data as Place['settings'] } };
}

function unknownConnector({ path }: Named, seen: string, known: readonly string[]): Complaint {
  const text = `this connector is not known; expected one of ${listNames(known)}${didYouMean(seen, known)}`;
  return { path: [...path, 'connector'], text };
}

/** A setting is a file path when its name is `path` or `ca`, or ends in Path, Dir, File or Log. */
const pathName = /^(path|ca)$|(Path|Dir|File|Log)$/;

/** Relative paths are meant from the folder of the file that names them. */
function resolvePaths(settings: Readonly<Record<string, unknown>>, folder: string): Record<string, unknown> {
  const entries = Object.entries(settings).map(([name, value]) => [name, resolveSetting(name, value, folder)]);
  return Object.fromEntries(entries) as Record<string, unknown>;
}

function resolveSetting(name: string, value: unknown, folder: string): unknown {
  if (typeof value === 'string') return pathName.test(name) && value !== '' ? resolve(folder, value) : value;
  const isMap = value !== null && typeof value === 'object' && !Array.isArray(value);
  return isMap ? resolvePaths(value as Record<string, unknown>, folder) : value;
}

/** `http://name:secret@host` would put a secret in a file that is sent and stored in the clear. */
function exposedUrls({ path }: Named, settings: Readonly<Record<string, unknown>>): Complaint[] {
  return Object.entries(settings)
    .filter(([, value]) => typeof value === 'string' && /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*@/i.test(value))
    .map(([name]) => ({
      path: [...path, name],
      text: 'saw a URL with a user or password in it; expected secrets by name only: firebreak secret put NAME',
    }));
}
