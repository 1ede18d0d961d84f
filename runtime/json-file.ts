/** How is a small record kept so that a reader never sees half of it and nobody else can read it? */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/** Synchronous on purpose: a pid must be on disk before anything else can happen. */
export function writePrivate(file: string, text: string): void {
  const half = `${file}.${process.pid}.new`;
  writeFileSync(half, text, { mode: 0o600 });
  renameSync(half, file);
}

export function writeJson(file: string, value: unknown): void {
  writePrivate(file, `${JSON.stringify(value, null, 2)}\n`);
}

/** Null when there is none or it is not JSON. */
export function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
