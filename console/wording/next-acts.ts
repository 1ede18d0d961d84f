/** What should the reader do now? */
import type { Residual } from '../../domain/evidence.ts';
import type { DecisionReport, Door, Report } from '../../domain/report.ts';
import { verbs } from '../../domain/verb.ts';
import { count } from './count.ts';
import { openDecisions } from './decisions.ts';
import { utc, utcTime } from './instant.ts';

export interface NextAct {
  /** May hold foreign names: escape for the sink. */
  readonly text: string;
  readonly command?: string;
}

/** More lines of one kind than this are not read at night. */
const shown = 6;

export function nextActs(report: Report): readonly NextAct[] {
  const acts = [
    ...unanswered(report),
    ...unclosed(report),
    ...residualActs(report),
    ...dependentActs(report),
    ...goOn(report),
  ];
  return acts.length > 0 ? acts : [nothing(report)];
}

function nothing({ verdict, incidentId }: Report): NextAct {
  return verdict === 'running'
    ? { text: 'Nothing is asked of anybody right now; follow the response', command: `firebreak watch ${incidentId}` }
    : { text: 'Nothing is left to close. Check that the record is whole', command: `firebreak verify ${incidentId}` };
}

function unanswered(report: Report): readonly NextAct[] {
  if (report.verdict !== 'running') return [];
  return openDecisions(report).map(({ act, expiresAt, checkpointId }) => ({
    text: `Answer before ${utcTime(expiresAt)}: ${act}?`,
    command: `firebreak decide ${checkpointId} approve|deny`,
  }));
}

function unclosed(report: Report): readonly NextAct[] {
  if (report.verdict === 'running' || report.verdict === 'contained') return [];
  const mortal = new Set(report.residuals.filter((item) => item.diesAt !== undefined).map((item) => item.what));
  const left = report.doors.filter((door) => door.state !== 'closed' && !mortal.has(door.id));
  return verbs.flatMap((verb) => {
    const doors = left.filter((door) => door.verb === verb);
    const decision = report.decisions.findLast((item) => item.verb === verb && item.outcome !== 'superseded');
    return doors.length === 0 ? [] : [{ text: `${capital(verb)}: ${because(decision)} ${closeByHand(doors)}` }];
  });
}

function goOn({ verdict }: Report): readonly NextAct[] {
  if (verdict !== 'held' && verdict !== 'open') return [];
  const text = 'Or let the response go on from here: report the same leak again, and every question is asked anew';
  return [{ text, command: 'firebreak respond --alert FILE' }];
}

function because(decision: DecisionReport | undefined): string {
  if (decision?.outcome === 'expired') return `nobody answered by ${utcTime(decision.expiresAt)}.`;
  const denial = decision?.answers.find((item) => item.answer === 'deny');
  if (denial) return `${denial.who} said no${denial.reason ? ` (“${denial.reason}”)` : ''}.`;
  return 'it ended without proof.';
}

function closeByHand(doors: readonly Door[]): string {
  const bare = doors.filter((door) => door.brakedAt === null).length;
  const places = [...new Set(doors.map((door) => door.place))].join(', ');
  const urgent =
    bare > 0 ? `no brake holds ${bare === doors.length ? 'any of them' : bare}` : 'brakes hold all of them';
  return `Close ${count(doors.length, 'door')} by hand at ${places}; ${urgent}.`;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** Those that the lines about unclosed doors do not already cover. */
function residualActs(report: Report): readonly NextAct[] {
  const doors = report.verdict === 'contained' ? new Set<string>() : new Set(report.doors.map((door) => door.id));
  const own = report.residuals.filter((item) => item.diesAt !== undefined || !doors.has(item.what));
  const more = own.length - shown;
  const rest = more > 0 ? [{ text: `${count(more, 'more residual')} in the table of residuals.` }] : [];
  return [...own.slice(0, shown).map(residualAct), ...rest];
}

function residualAct({ name, owner, diesAt }: Residual): NextAct {
  const text = diesAt
    ? `${owner}: ${name} dies by itself at ${utc(diesAt)}. Watch for its use until then.`
    : `${owner}: ${name} does not die by itself. Close it by hand.`;
  return { text };
}

function dependentActs({ dependents, verdict }: Report): readonly NextAct[] {
  if (verdict === 'running') return [];
  return dependents.flatMap(({ id, owner, surfaces }) =>
    surfaces
      .filter((surface) => surface.verifiedAt === null)
      .map(({ place, failure }) => ({
        text: `${owner}: ${id} was not seen on the new key at ${place}${failure ? ` (${failure})` : ''}. Check that it works.`,
      })),
  );
}
