/** Which words stand in which table of the Markdown report? Cells are raw here: `markdownTable` escapes them. */
import type { Report } from '../../domain/report.ts';
import { count } from '../wording/count.ts';
import { decisionState } from '../wording/decisions.ts';
import { byUrgency, doorPlaces, doorState, proofWords } from '../wording/doors.ts';
import { away, duration } from '../wording/duration.ts';
import { utc, utcPrecise } from '../wording/instant.ts';
import { stepState, stepWords } from '../wording/steps.ts';

export interface Rows {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly note?: string;
}

/** Rows a wiki page still opens with; the JSON holds all. */
const cap = 500;

export function residualRows(report: Report, madeAt: string): Rows {
  const places = doorPlaces(report);
  return capped({
    head: ['What', 'Place', 'Why it could not be closed', 'Dies by itself', 'Owner', 'Step'],
    rows: report.residuals.map((item) => [
      item.name,
      places.get(item.what) ?? '–',
      item.why,
      item.diesAt ? `${utc(item.diesAt)} (${away(item.diesAt, madeAt)} as of this report)` : 'never',
      item.owner,
      item.verb,
    ]),
  });
}

export function stepRows({ steps }: Report): Rows {
  return {
    head: ['Step', 'State', 'Proven', 'What it is for', 'Waited for people', 'NIST CSF 2.0'],
    rows: steps.map((step, index) => [
      `${index + 1}. ${step.verb}`,
      state(stepState(step.state)),
      `${step.done} of ${step.total} ${stepWords[step.verb].counts}`,
      stepWords[step.verb].purpose,
      step.humanMs > 0 ? duration(step.humanMs) : '–',
      stepWords[step.verb].csf,
    ]),
  };
}

export function doorRows({ doors }: Report): Rows {
  return capped({
    head: ['State', 'Door', 'Place', 'Proof', 'How it is known', 'Proven (UTC)'],
    rows: byUrgency(doors).map((door) => [
      state(doorState(door)),
      door.name,
      door.place,
      proofWords(door),
      door.how,
      door.provenAt ? utcPrecise(door.provenAt) : '–',
    ]),
  });
}

export function dependentRows({ dependents }: Report): Rows {
  return {
    head: ['Dependent', 'Place', 'Seen on the new key', 'Key id seen', 'Owner'],
    rows: dependents.flatMap(({ id, owner, surfaces }) =>
      surfaces.map(({ place, keyId, verifiedAt, failure }) => [
        id,
        place,
        verifiedAt ? `✔ ${utc(verifiedAt)}` : `✖ ${failure ?? 'not yet'}`,
        keyId ?? '–',
        owner,
      ]),
    ),
  };
}

export function hopRows({ hops }: Report): Rows {
  return capped({
    head: ['Depth', 'From', 'To', 'Brief', 'At'],
    rows: hops.map((hop) => [
      String(hop.depth),
      `${hop.fromAgent} ${hop.fromSession}`,
      `${hop.toAgent} ${hop.toSession}`,
      hop.brief,
      hop.at,
    ]),
  });
}

/** Reads are only counted: the table is for what changed something. */
export function actionRows({ actions }: Report): Rows {
  const ranks = { irreversible: 0, reversible: 1, read: 2 } as const;
  const changing = actions
    .filter((action) => action.effect !== 'read')
    .sort((a, b) => ranks[a.effect] - ranks[b.effect]);
  const rows = changing.map((action) => [
    action.effect,
    action.kind,
    action.target,
    `${action.agent} ${action.session}`,
    action.at,
    action.place,
  ]);
  const reads = count(actions.length - changing.length, 'action');
  const head = ['Effect', 'What', 'Target', 'Agent and session', 'At', 'Log'];
  return actions.length === 0 ? { head, rows: [] } : capped({ head, rows, note: `${reads} only read; the rest:` });
}

export function decisionRows({ decisions }: Report): Rows {
  return {
    head: ['No.', 'Asked', 'Answer', 'By', 'Waited', 'Plan digest'],
    rows: decisions.map((decision, index) => [
      String(index + 1),
      decision.act,
      state(decisionState(decision.outcome)),
      decision.answers
        .map(({ who, answer, surface, reason }) => `${who}: ${answer} (${surface}) ${reason}`.trim())
        .join('; ') || 'nobody',
      decision.waitedMs === null ? 'still waiting' : duration(decision.waitedMs),
      decision.digest,
    ]),
  };
}

function capped({ head, rows, note }: Rows): Rows {
  const more = rows.length - cap;
  if (more <= 0) return note === undefined ? { head, rows } : { head, rows, note };
  const cut = `The first ${cap} rows; ${count(more, 'more row')} in the JSON report.`;
  return { head, rows: rows.slice(0, cap), note: note === undefined ? cut : `${note} ${cut}` };
}

function state({ icon, word }: { readonly icon: string; readonly word: string }): string {
  return `${icon} ${word}`;
}
