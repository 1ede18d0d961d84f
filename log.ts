/** One structured logger per process, and the wrapper that lets nothing but an error's name and code through. */
import { pino } from 'pino';
import { FirebreakError } from './domain/errors.ts';

export type Log = ReturnType<typeof createLog>;

export function createLog(name: string) {
  return pino({ name, base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime });
}

/** Provider errors carry headers and bodies: only these fields of an error are ever logged. */
export function loggable(error: unknown): Readonly<Record<string, string>> {
  if (error instanceof FirebreakError) return { error: error.name, code: error.code, message: error.message };
  if (!(error instanceof Error)) return { error: typeof error };
  const code = 'code' in error ? String(error.code) : '';
  return { error: error.name, ...(/^[A-Z0-9_]{2,40}$/.test(code) ? { code } : {}), ...placeOf(error) };
}

/** The first frame of the stack: a place in our own files, never a value. */
function placeOf(error: Error): Readonly<Record<string, string>> {
  const place = /\/([\w-]+\/[\w.-]+:\d+):\d+\)?$/m.exec(error.stack ?? '')?.[1];
  return place === undefined ? {} : { place };
}
