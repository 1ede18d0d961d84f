/** Which processes make up the stack of a state folder, and where do they listen? Kept in `<state>/stack.json`. */
import { readJson, writeJson } from './json-file.ts';
import type { ProcessId } from './process-id.ts';

/** In the order in which they are stopped. */
export const serverNames = ['gateway', 'worker', 'temporal', 'postgres'] as const;

export type ServerName = (typeof serverNames)[number];

export interface StackRecord {
  readonly phase: 'starting' | 'up' | 'stopping';
  /** The supervising process. */
  readonly owner: ProcessId;
  /** Only what we started; the user's own servers are not in it. */
  readonly processes: Partial<Record<ServerName, ProcessId>>;
  readonly temporalAddress?: string;
  /** host:port/database, without user and password. */
  readonly database?: string;
  readonly gatewayUrl?: string;
  readonly startedAt: string;
}

/** Null when there is none, or none that can be understood. */
export function readStackRecord(file: string): StackRecord | null {
  const value = readJson(file) as Partial<StackRecord> | null;
  const whole = typeof value?.owner?.pid === 'number' && typeof value.processes === 'object';
  return whole ? (value as StackRecord) : null;
}

/** Keeps the record on disk equal to what is told to it. */
export class StackBook {
  private readonly file: string;
  private record: StackRecord;

  constructor(file: string, owner: ProcessId) {
    this.file = file;
    this.record = { phase: 'starting', owner, processes: {}, startedAt: new Date().toISOString() };
    writeJson(file, this.record);
  }

  get current(): StackRecord {
    return this.record;
  }

  note(change: Partial<StackRecord>): void {
    this.record = { ...this.record, ...change };
    writeJson(this.file, this.record);
  }

  started(name: string, id: ProcessId): void {
    this.note({ processes: { ...this.record.processes, [name]: id } });
  }
}
