/** How do commands show what the gateway says? The only file of cli/ that knows the terminal pages. */
import { visible } from '../console/escape/visible.ts';
import { board } from '../console/terminal/board.ts';
import { incidentList } from '../console/terminal/list.ts';
import { question } from '../console/terminal/question.ts';
import type { OpenCheckpoint } from '../domain/checkpoint.ts';
import type { Report } from '../domain/report.ts';
import type { IncidentSummary, Shown } from './gateway-client.ts';

export function boardText({ report }: Shown, color: boolean): string {
  return board(report, { now: new Date().toISOString(), color });
}

export function questionText(checkpoint: OpenCheckpoint, { incident, responders }: Shown, color: boolean): string {
  const { codename } = incident;
  return `\n${question(checkpoint, { now: new Date().toISOString(), color, codename, responders })}`;
}

export function listText(incidents: readonly IncidentSummary[], color: boolean): string {
  return incidentList(incidents, { now: new Date().toISOString(), color });
}

/** One line of the ledger, for output that is no terminal. */
export function eventText({ at, text }: Report['timeline'][number]): string {
  return `${at} ${visible(text)}`;
}
