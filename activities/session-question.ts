/** What is asked before sessions are ended, for freeze and sweep alike. */
import type { Question } from '../domain/checkpoint.ts';
import type { HoldingRow } from '../store/holdings.ts';
import { counted, listed } from './listed.ts';

export function sessionQuestion(act: string, sessions: readonly HoldingRow[]): Question {
  const braked = sessions.filter(({ state }) => state === 'braked');
  const loose = sessions.filter(({ state }) => state === 'found');
  return {
    act,
    breaks: [`their memory and unfinished work are lost: ${listed(names(sessions))}`],
    braked: braked.length === 0 ? [] : [`${counted(braked.length, 'session')} stopped; new sessions are barred`],
    undo: 'none: an ended session can only be started anew, once the bar is lifted',
    warnings: loose.length === 0 ? [] : [`could not be stopped and still running: ${listed(names(loose))}`],
  };
}

const names = (sessions: readonly HoldingRow[]): readonly string[] => sessions.map(({ name }) => name);
