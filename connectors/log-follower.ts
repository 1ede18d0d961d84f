import { scanLog } from './log-scan.ts';

/** Everything of one sort a log has said so far; each call reads only what was appended since the last. */
export type LogFollower<T> = () => Promise<readonly T[]>;

/** `read` may change its own state line by line; what it returned is kept even when the log is later rewritten. */
export function createLogFollower<T>(path: string, read: (text: string, id: string) => T | null): LogFollower<T> {
  const entries: T[] = [];
  let mark = '';
  let turn: Promise<unknown> = Promise.resolve();
  const refresh = async (): Promise<readonly T[]> => {
    for (let more = true; more; ) {
      const scan = await scanLog(path, mark, ({ id, text }) => {
        const entry = text === undefined ? null : read(text, id);
        if (entry !== null) entries.push(entry);
        return 'go';
      });
      ({ mark, more } = scan);
    }
    return [...entries];
  };
  return () => {
    const next = turn.then(refresh, refresh);
    turn = next;
    return next;
  };
}
