import type { Action, ActionPage, ActionQuery } from '../../domain/action.ts';
import { readLogPage } from '../log-page.ts';
import { plainText } from '../plain-text.ts';
import { isSince, later } from './actionlog-client.ts';
import { type ActionLine, parseLine } from './actionlog-schema.ts';

/**
 * Which actions stand in the log after a mark? The mark is the log's own, `~`, and the latest time read so far, so
 * that a line dated back before the window does not slip out of it.
 */
export async function pullPage(log: { path: string; place: string }, query: ActionQuery): Promise<ActionPage> {
  const [mark = '', latest = ''] = query.mark.split('~');
  let writtenAt = latest;
  const page = await readLogPage(log, mark, query.limit, (text, id) => {
    const line = parseLine(text);
    if (line === null) return 'unreadable';
    writtenAt = later(writtenAt, line.at);
    return isWanted(line, query) && isSince(writtenAt, query.since) ? actionFrom(line, id, log.place) : 'skip';
  });
  return { actions: page.actions, more: page.more, mark: page.mark === '' ? '' : `${page.mark}~${writtenAt}` };
}

function isWanted({ keyId, agent }: ActionLine, { keyIds, agents }: ActionQuery): boolean {
  return keyIds.includes(keyId) || agents.includes(agent);
}

function actionFrom(line: ActionLine, id: string, place: string): Action {
  const { at, agent, session, keyId, kind, effect } = line;
  const target = plainText([line.place, line.target].filter((part) => part !== '').join(' · '), 200);
  return { id, at, place, agent, session, keyId, kind, effect, target };
}
