/** Which installation does this command work on? */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { loadSettings, type Settings } from '../config.ts';
import type { Io } from './io.ts';

export function settingsOf(io: Io, command: Command): Settings {
  const { state } = command.optsWithGlobals<{ state?: string }>();
  return loadSettings(io.env, state === undefined ? {} : { state: resolve(io.cwd, state) });
}
