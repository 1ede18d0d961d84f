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
  return { error: error instanceof Error ? error.name : typeof error };
}
