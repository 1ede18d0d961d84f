/** How is a file written that others must never read, nor meet half written? */
import { appendFileSync, renameSync, writeFileSync } from 'node:fs';

const ownerOnly = 0o600;

export function writePrivate(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, text, { mode: ownerOnly });
  renameSync(temporary, path);
}

export function writePrivateJson(path: string, value: unknown): void {
  writePrivate(path, `${JSON.stringify(value)}\n`);
}

/** One JSON object per line; a line is in the file before the caller goes on. */
export function appendJsonLine(path: string, value: unknown): void {
  appendFileSync(path, `${JSON.stringify(value)}\n`, { mode: ownerOnly });
}
