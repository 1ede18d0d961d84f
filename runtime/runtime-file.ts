/** Where does a worker or gateway find the stack it belongs to? In the JSON file named by its `--runtime` argument. */
import { readFileSync } from 'node:fs';
import { FirebreakError } from '../domain/errors.ts';
import { readJson, writeJson } from './json-file.ts';

export interface RuntimeFile {
  readonly stateDir: string;
  /** host:port */
  readonly temporalAddress: string;
  readonly namespace: string;
  readonly taskQueue: string;
  /** A 0600 file: the URL in it holds a password. */
  readonly databaseUrlFile: string;
  readonly gatewayHost: string;
  readonly gatewayPort: number;
  /** The user's firebreak.yaml, when one was named at start. */
  readonly configPath?: string;
  /** Calls the worker has in flight at once per provider; 20 when absent. */
  readonly concurrency?: number;
}

const required = ['stateDir', 'temporalAddress', 'namespace', 'taskQueue', 'databaseUrlFile', 'gatewayHost'] as const;

export function writeRuntimeFile(file: string, runtime: RuntimeFile): void {
  writeJson(file, runtime);
}

export function readRuntimeFile(file: string): RuntimeFile {
  const value = readJson(file) as Partial<RuntimeFile> | null;
  const whole = required.every((name) => typeof value?.[name] === 'string') && typeof value?.gatewayPort === 'number';
  if (whole) return value as RuntimeFile;
  throw new FirebreakError(
    'ERR_SETUP',
    `${file} is not a runtime file: expected JSON with ${required.join(', ')} and gatewayPort, as \`firebreak up\` writes it.`,
  );
}

export function readDatabaseUrl(runtime: RuntimeFile): string {
  return readFileSync(runtime.databaseUrlFile, 'utf8').trim();
}
