import type { Action, ActionPage } from '../domain/action.ts';
import { type LogLine, scanLog } from './log-scan.ts';

/** A line as an action; 'unreadable' when it says nothing we understand; 'skip' when it is not asked for. */
export type LineReader = (text: string, id: string) => Action | 'unreadable' | 'skip';

/** Which actions does the next page of a log hold? What cannot be read is an action too, never a silent gap. */
export async function readLogPage(
  log: { readonly path: string; readonly place: string },
  mark: string,
  limit: number,
  read: LineReader,
): Promise<ActionPage & { readonly rewritten: boolean }> {
  const actions: Action[] = [];
  const room = Math.max(1, limit - 2); // Two places are kept for findings about the log itself.
  const scan = await scanLog(log.path, mark, (line) => {
    const action = actionFrom(line, log.place, read);
    if (action) actions.push(action);
    return actions.length < room ? 'go' : 'stop';
  });
  const findings = findingsOf(scan, log.place, mark);
  return { actions: [...findings, ...actions], mark: scan.mark, more: scan.more, rewritten: scan.rewritten };
}

function actionFrom(line: LogLine, place: string, read: LineReader): Action | null {
  const id = `${place}#${line.id}`;
  if (line.text?.trim() === '') return null;
  const action = line.text === undefined ? 'unreadable' : read(line.text, id);
  if (action === 'skip') return null;
  return action === 'unreadable' ? finding(id, place, 'line.unreadable', unreadableTarget(line)) : action;
}

function unreadableTarget({ id, text }: LogLine): string {
  const why = text === undefined ? 'is longer than any line should be' : 'is not a line of this log';
  return `the line at byte ${id.split('.')[0]} ${why}; what it recorded is not known`;
}

function findingsOf(
  scan: { rewritten: boolean; unfinished: number; mark: string },
  place: string,
  mark: string,
): readonly Action[] {
  const findings: Action[] = [];
  if (scan.rewritten) {
    const target = 'the log no longer holds what was read before: truncated, rotated or rewritten; lines may be lost';
    findings.push(finding(`${place}#rewritten-${mark}`, place, 'log.rewritten', target));
  }
  if (scan.unfinished > 1 << 20) {
    const target = 'the last line grows without an end; what it hides is not known';
    findings.push(finding(`${place}#unfinished-${scan.mark}`, place, 'line.unreadable', target));
  }
  return findings;
}

/** Counted as irreversible, because what was done there is not known. */
function finding(id: string, place: string, kind: string, target: string): Action {
  const at = new Date().toISOString();
  return { id, at, place, agent: '', session: '', keyId: '', kind, effect: 'irreversible', target };
}
