import { createLogFollower, type LogFollower } from '../log-follower.ts';
import { type ActionLine, parseLine } from './actionlog-schema.ts';

/** A line with its own id and the time by which it is judged. */
export interface Entry extends ActionLine {
  /** `<byte offset>.<hash of the line>`. */
  readonly lineId: string;
  /** ISO instant: the latest of all times up to this line. A line dated back still counts as written where it stands. */
  readonly writtenAt: string;
}

/** Which grants and handoffs has the log so far? Other lines, and unreadable ones, are for `pullActions`. */
export function followLog(path: string): LogFollower<Entry> {
  let writtenAt = '';
  return createLogFollower(path, (raw, lineId) => {
    const line = parseLine(raw);
    if (line === null) return null;
    writtenAt = later(writtenAt, line.at);
    return line.grant || line.handoff ? { ...line, lineId, writtenAt } : null;
  });
}

/** Of two ISO instants in UTC, the later one; '' is before all. */
export function later(a: string, b: string): string {
  return a === '' || Date.parse(b) > Date.parse(a) ? b : a;
}

export function isSince(writtenAt: string, since: string): boolean {
  return Date.parse(writtenAt) >= Date.parse(since);
}
