import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readRuntimeFile } from '../runtime/runtime-file.ts';
import { searchAttributes } from '../runtime/temporal-namespace.ts';
import { dynamicConfig } from '../runtime/temporal-service.ts';
import { root } from './support/source-files.ts';

type Mount = string | { readonly source: string };

interface Service {
  readonly image: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { condition: string }>>;
  readonly healthcheck?: unknown;
  readonly restart: string;
  readonly ports?: readonly string[];
  readonly configs?: readonly Mount[];
  readonly secrets?: readonly Mount[];
}

type Files = Readonly<Record<string, { readonly file: string }>>;

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly configs: Files;
  readonly secrets: Files;
}

const sourceOf = (mount: Mount) => (typeof mount === 'string' ? mount : mount.source);
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const compose = parse(read('docker-compose.yml'), { merge: true }) as Compose;
const services = Object.entries(compose.services);

test('docker-compose.yml is valid by the schema of the compose specification', () => {
  const schema = JSON.parse(read('test/fixtures/compose-spec.schema.json')) as object;
  const ajv = new Ajv2019({ strict: false, allErrors: true, formats: { duration: true } });
  const validate = ajv.compile(schema);
  expect(validate(compose), ajv.errorsText(validate.errors)).toBe(true);
  expect(validate({ services: { worker: { image: 1 } } })).toBe(false);
});

test('all parts are there, pinned, and checked for health as long as they run', () => {
  const names = ['postgres', 'temporal-schema', 'temporal', 'temporal-namespace', 'temporal-ui', 'worker', 'gateway'];
  expect(services.map(([name]) => name)).toEqual(names);
  for (const [name, { image }] of services) expect(image, name).toMatch(/:\d+\.\d+(\.\d+)?(-[a-z-]+)?$/);
  const unchecked = services.filter(([, service]) => service.healthcheck === undefined);
  expect(unchecked.map(([name]) => name)).toEqual(['temporal-schema', 'temporal-namespace']);
  for (const [name, { restart }] of unchecked) expect(restart, name).toMatch(/^on-failure/);
});

test('no secret is in `environment:`, and only this machine is let in', () => {
  for (const [name, { environment = {}, ports = [] }] of services) {
    const secret = Object.keys(environment).filter((key) => /PASS|PWD|SECRET|TOKEN|KEY|URL/.test(key));
    expect(
      secret.filter((key) => !key.endsWith('_FILE')),
      name,
    ).toEqual([]);
    expect(
      Object.values(environment).filter((value) => value.includes('@')),
      name,
    ).toEqual([]);
    expect(
      ports.filter((port) => !port.startsWith('127.0.0.1:')),
      name,
    ).toEqual([]);
  }
});

test('what a service refers to is defined, and the files of this repository are there', () => {
  for (const [name, { depends_on = {}, configs = [], secrets = [] }] of services) {
    expect(Object.keys(compose.services), name).toEqual(expect.arrayContaining(Object.keys(depends_on)));
    expect(Object.keys(compose.configs), name).toEqual(expect.arrayContaining(configs.map(sourceOf)));
    expect(Object.keys(compose.secrets), name).toEqual(expect.arrayContaining(secrets.map(sourceOf)));
  }
  // The inventory is the user's.
  const files = Object.values(compose.configs).map(({ file }) => file);
  expect(files.filter((file) => !existsSync(join(root, file)))).toEqual(['./firebreak.yaml']);
  const made = Object.values(compose.secrets).map(({ file }) => file.replace('./secrets/', ''));
  for (const name of made) expect(read('deploy/make-secrets.sh')).toContain(`keep ${name} `);
});

test('containers run with what the local stack runs with', () => {
  expect(readRuntimeFile(join(root, 'deploy/runtime.json')).databaseUrlFile).toBe('/run/secrets/database_url');
  for (const name of searchAttributes) expect(read('deploy/temporal-namespace.sh')).toContain(name);
  expect(Object.keys(parse(read('deploy/temporal-dynamic.yaml')) as object)).toEqual(Object.keys(dynamicConfig));
});
