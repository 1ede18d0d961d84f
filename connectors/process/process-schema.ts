import { z } from 'zod';
import { plainText } from '../plain-text.ts';

/** Which settings does a `process` place take, and what may a run file, a bar file and a locator hold? */
export const settings = z.strictObject({
  /** Folder with one `<session>.json` per session, written by whoever launches agents. */
  runDir: z.string().min(1),
  /** JSON file `{ "agents": [...] }`; launchers refuse to start the agents it names. Without it nothing can be barred. */
  barFile: z.string().min(1).optional(),
});

export type ProcessSettings = z.infer<typeof settings>;

/** A session is its own process group: its group id is its pid. 0 and 1 would signal everybody. */
const sessionPid = z.int().min(2).max(4_194_304);

/** Agents that run as the launcher's user can write run files too: names are made one short line. */
const name = z
  .string()
  .transform((value) => plainText(value, 120))
  .pipe(z.string().min(1));

export const runFile = z.object({
  session: name,
  agent: name,
  keyId: z.string().max(400),
  pid: sessionPid,
  /** Field 22 of /proc/<pid>/stat: clock ticks after boot at which the process started. */
  startTicks: z.int().nonnegative(),
  startedAt: z.iso.datetime(),
});

export type RunFile = z.infer<typeof runFile>;

export const locator = z.object({ pid: sessionPid, startTicks: z.int().nonnegative() });

export type Locator = z.infer<typeof locator>;

export const barFile = z.object({ agents: z.array(z.string()) });

/** The fields of proc_pid_stat(5) used here, by their names there; the command name may hold spaces and brackets. */
export const stat = z
  .string()
  .transform((text) => [text.slice(0, text.indexOf(' ')), ...text.slice(text.lastIndexOf(')') + 2).split(' ')])
  .transform((fields) => ({
    pid: Number(fields[0]),
    state: fields[1] ?? '',
    ppid: Number(fields[2]),
    pgrp: Number(fields[3]),
    startTicks: Number(fields[20]),
  }))
  .pipe(z.object({ pid: z.int(), state: z.string().length(1), ppid: z.int(), pgrp: z.int(), startTicks: z.int() }));

export type Stat = z.infer<typeof stat>;
