/** Does every name in firebreak.yaml point at something that is there? */
import type { ConfigFile } from './config-schema.ts';
import { didYouMean, listNames } from './runbooks/nearest.ts';
import type { Complaint } from './runbooks/yaml-source.ts';

export function checkReferences(file: ConfigFile): Complaint[] {
  return [
    ...duplicates(file.environments, (index) => ['environments', index], 'environment'),
    ...duplicates(
      file.responders.map((responder) => responder.id),
      (index) => ['responders', index, 'id'],
      'responder',
    ),
    ...file.responders.flatMap((responder, index) =>
      each(responder.environments, ['responders', index, 'environments'], file.environments, 'environment'),
    ),
    ...checkCredentials(file),
    ...checkAgents(file),
    ...checkDependents(file),
  ];
}

function checkCredentials(file: ConfigFile): Complaint[] {
  return Object.entries(file.credentials).flatMap(([id, credential]) => {
    const path = ['credentials', id];
    return [
      ...known(credential.environment, [...path, 'environment'], file.environments, 'environment'),
      ...known(credential.issuer, [...path, 'issuer'], Object.keys(file.issuers), 'issuer'),
      ...each(credential.surfaces, [...path, 'surfaces'], Object.keys(file.surfaces), 'surface'),
      ...duplicates(credential.surfaces, (index) => [...path, 'surfaces', index], 'surface'),
      ...checkAnswerable(file, credential.environment, path),
      ...checkSecretShared(file, id, credential.secret),
    ];
  });
}

/** A checkpoint nobody may answer would hold every step. */
function checkAnswerable(file: ConfigFile, environment: string, path: readonly string[]): Complaint[] {
  const may = file.responders.some((responder) => responder.environments.includes(environment));
  if (may || !file.environments.includes(environment)) return [];
  return [
    { path, key: 'environment', text: `no responder may answer in ${environment}; add it to the environments of one` },
  ];
}

function checkSecretShared(file: ConfigFile, id: string, secret: string): Complaint[] {
  const first = Object.entries(file.credentials).find(([, credential]) => credential.secret === secret)?.[0];
  if (first === undefined || first === id) return [];
  return [
    {
      path: ['credentials', id, 'secret'],
      text: `this secret is credential ${first}'s already; expected one credential per secret`,
    },
  ];
}

function checkAgents(file: ConfigFile): Complaint[] {
  return Object.entries(file.agents).flatMap(([id, agent]) => [
    ...known(agent.owner, ['agents', id, 'owner'], responderIds(file), 'responder'),
    ...(agent.credential === undefined
      ? []
      : known(agent.credential, ['agents', id, 'credential'], Object.keys(file.credentials), 'credential')),
  ]);
}

function checkDependents(file: ConfigFile): Complaint[] {
  return Object.entries(file.dependents).flatMap(([id, dependent]) => {
    const path = ['dependents', id];
    const noun = `surface of credential ${dependent.credential}`;
    return [
      ...known(dependent.owner, [...path, 'owner'], responderIds(file), 'responder'),
      ...known(dependent.credential, [...path, 'credential'], Object.keys(file.credentials), 'credential'),
      ...each(dependent.surfaces, [...path, 'surfaces'], acceptedAt(file, dependent) ?? dependent.surfaces, noun),
      ...checkHandoverShared(file, id, dependent.handover.path),
    ];
  });
}

/** Undefined when the credential itself is at fault: one mistake, one complaint. */
function acceptedAt(file: ConfigFile, dependent: { readonly credential: string }): string[] | undefined {
  const credential = file.credentials[dependent.credential];
  if (credential?.surfaces.every((surface) => Object.hasOwn(file.surfaces, surface)) !== true) return undefined;
  return [...credential.surfaces, `issuer/${credential.issuer}`];
}

function checkHandoverShared(file: ConfigFile, id: string, handoverPath: string): Complaint[] {
  const first = Object.entries(file.dependents).find(([, dependent]) => dependent.handover.path === handoverPath)?.[0];
  if (first === undefined || first === id) return [];
  const text = `dependent ${first} is handed its credential in this file already; expected one file each`;
  return [{ path: ['dependents', id, 'handover', 'path'], text }];
}

function responderIds(file: ConfigFile): string[] {
  return file.responders.map((responder) => responder.id);
}

function each(
  seen: readonly string[],
  path: readonly PropertyKey[],
  all: readonly string[],
  noun: string,
): Complaint[] {
  return seen.flatMap((name, index) => known(name, [...path, index], all, noun));
}

function known(seen: string, path: readonly PropertyKey[], all: readonly string[], noun: string): Complaint[] {
  if (all.includes(seen)) return [];
  const name = seen.length > 24 ? 'this name' : seen;
  return [{ path, text: `${name} is no ${noun} here; expected ${listNames(all)}${didYouMean(seen, all)}` }];
}

function duplicates(
  seen: readonly string[],
  pathOf: (index: number) => readonly PropertyKey[],
  noun: string,
): Complaint[] {
  return seen.flatMap((name, index) =>
    seen.indexOf(name) === index
      ? []
      : [{ path: pathOf(index), text: `${noun} ${name} stands here twice; remove one` }],
  );
}
