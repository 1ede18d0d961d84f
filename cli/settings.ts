/** Which installation does this command work on? */
import type { Command } from 'commander';
import { loadSettings, type Settings } from '../config.ts';
import type { Io } from './io.ts';

export function settingsOf(io: Io, command: Command): Settings {
  return loadSettings(io.env, command.optsWithGlobals<{ state?: string }>());
}
