/** What did the user write down, in firebreak.yaml and in the environment? Nothing else reads either. */
import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { type Kinds, readPlaces } from './config-places.ts';
import { checkReferences } from './config-references.ts';
import { type ConfigFile, configSchema } from './config-schema.ts';
import { connectorKinds } from './connectors/index.ts';
import { canonicalJson } from './domain/canonical.ts';
import { FirebreakError } from './domain/errors.ts';
import type { Inventory, Place } from './domain/inventory.ts';
import { check } from './runbooks/complaints.ts';
import { readYaml } from './runbooks/yaml-source.ts';

/** Throws ERR_CONFIG naming every fault with line and column. Relative paths are meant from the file's folder. */
export function parseInventory(yamlText: string, fileName: string, kinds: Kinds = connectorKinds): Inventory {
  const source = readYaml(yamlText, fileName, 'ERR_CONFIG');
  const parsed = check(configSchema, source.value);
  if ('complaints' in parsed) throw source.refuse(parsed.complaints);
  const folder = dirname(resolve(fileName));
  const { places, complaints } = readPlaces(parsed.data, folder, kinds);
  const faults = [...complaints, ...checkReferences(parsed.data)];
  if (faults.length > 0) throw source.refuse(faults);
  const inventory = toInventory(parsed.data, places, folder);
  return { ...inventory, hash: createHash('sha256').update(canonicalJson(inventory)).digest('hex') };
}

function toInventory(file: ConfigFile, places: readonly Place[], folder: string): Omit<Inventory, 'hash'> {
  return {
    environments: file.environments,
    responders: file.responders,
    places,
    credentials: Object.entries(file.credentials).map(([id, credential]) => ({
      id,
      environment: credential.environment,
      issuer: `issuer/${credential.issuer}`,
      surfaces: credential.surfaces.map(surfacePlace),
      secret: credential.secret,
    })),
    agents: Object.entries(file.agents).map(([id, agent]) => ({
      id,
      owner: agent.owner,
      ...(agent.credential === undefined ? {} : { credential: agent.credential }),
      sessions: agent.sessions === undefined ? [] : [`agent/${id}/sessions`],
      actions: agent.actions === undefined ? [] : [`agent/${id}/actions`],
    })),
    dependents: Object.entries(file.dependents).map(([id, { handover, ...dependent }]) => ({
      id,
      owner: dependent.owner,
      credential: dependent.credential,
      surfaces: dependent.surfaces.map(surfacePlace),
      handover: { path: resolve(folder, handover.path), recipient: handover.recipient },
    })),
  };
}

function surfacePlace(name: string): string {
  return name.startsWith('issuer/') ? name : `surface/${name}`;
}

export type Environment = Readonly<Partial<Record<string, string>>>;

/** Where this installation keeps its state and finds its servers. */
export interface Settings {
  readonly stateDir: string;
  /** host:port of a Temporal server to use instead of our own. */
  readonly temporalAddress?: string;
  /** Connection string of a PostgreSQL to use instead of our own. May hold a password: never print it. */
  readonly databaseUrl?: string;
  /** Login name of the person at the terminal, '' when unknown. */
  readonly user: string;
}

/** Throws ERR_USAGE when a variable is set to something unusable; its value is never repeated. */
export function loadSettings(env: Environment, options: { readonly state?: string | undefined } = {}): Settings {
  const temporalAddress = env['TEMPORAL_ADDRESS'] || undefined;
  const databaseUrl = env['DATABASE_URL'] || undefined;
  if (temporalAddress !== undefined && !/^(\[[0-9a-f:]+\]|[^\s:/@]+):\d{1,5}$/i.test(temporalAddress)) {
    throw new FirebreakError(
      'ERR_USAGE',
      'TEMPORAL_ADDRESS is not an address; expected host:port, such as 127.0.0.1:7233',
    );
  }
  if (databaseUrl !== undefined && !/^postgres(ql)?:\/\//.test(databaseUrl)) {
    throw new FirebreakError(
      'ERR_USAGE',
      'DATABASE_URL is not for PostgreSQL; expected postgres://user@host:port/database',
    );
  }
  return Object.freeze({
    stateDir: stateDirOf(env, options.state),
    ...(temporalAddress === undefined ? {} : { temporalAddress }),
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    user: env['USER'] ?? env['LOGNAME'] ?? '',
  });
}

/** `--state`, else `$XDG_STATE_HOME/firebreak`; a relative XDG_STATE_HOME is ignored, as its specification says. */
function stateDirOf(env: Environment, chosen: string | undefined): string {
  if (chosen !== undefined) return resolve(chosen);
  const base = env['XDG_STATE_HOME'];
  if (base !== undefined && isAbsolute(base)) return join(base, 'firebreak');
  return join(env['HOME'] || homedir(), '.local', 'state', 'firebreak');
}
