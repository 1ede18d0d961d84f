/** Which Firebreak is this? */
import { readFileSync } from 'node:fs';

/** The package's own file: one folder up from the sources, two from what is compiled. */
export function version(): string {
  const up = import.meta.url.endsWith('.js') ? '../../' : '../';
  const manifest = JSON.parse(readFileSync(new URL(`${up}package.json`, import.meta.url), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}
