/** What must a person know before saying yes or no to one checkpoint? */
import stringWidth from 'string-width';
import type { OpenCheckpoint } from '../../domain/checkpoint.ts';
import type { Responder } from '../../domain/inventory.ts';
import type { PlannedTarget } from '../../domain/plan.ts';
import { visible, visibleDeep } from '../escape/visible.ts';
import { count } from '../wording/count.ts';
import { away } from '../wording/duration.ts';
import { localTime } from '../wording/instant.ts';
import { colorsOf, fit, labelled, type PageOptions, pageWidth, wrap } from './page.ts';

export interface QuestionOptions extends PageOptions {
  readonly codename: string;
  /** All of the inventory; those who may not answer here are left out. */
  readonly responders: readonly Responder[];
}

const indent = 12;

/** Longer plans stand in the report; the digest covers all of it. */
const shown = 6;

/** Ends without a newline. */
export function question(raw: OpenCheckpoint, options: QuestionOptions): string {
  const checkpoint = visibleDeep(raw);
  const colors = colorsOf(options);
  const head = fit(`── CHECKPOINT · ${checkpoint.verb} · ${visible(options.codename)} `);
  return [
    colors.yellow(head + '─'.repeat(pageWidth - stringWidth(head))),
    ...wrap(`${checkpoint.question.act}?`, pageWidth).map((line) => colors.bold(line)),
    '',
    ...list('What', plan(checkpoint)),
    ...list('Will break', checkpoint.question.breaks, 'nobody that the inventory knows of'),
    ...list('Braked now', checkpoint.question.braked, 'nothing: saying no leaves it all open'),
    ...list('Undo', [checkpoint.question.undo]),
    ...list('Warning', checkpoint.question.warnings, '').map((line) => colors.red(line)),
    ...list('Deadline', [deadline(checkpoint, options)]),
    ...list('May answer', [whoMay(checkpoint, options.responders)]),
    ...list('Plan digest', [checkpoint.digest]),
    '',
    `  firebreak decide ${checkpoint.id} approve`,
    `  firebreak decide ${checkpoint.id} deny --reason "…"`,
  ].join('\n');
}

function list(label: string, items: readonly string[], none = ''): readonly string[] {
  const lines = items.length === 0 && none !== '' ? [none] : items;
  return lines.flatMap((item, index) => labelled(index === 0 ? label : '', item, indent));
}

function plan({ plan: { targets, environment } }: OpenCheckpoint): readonly string[] {
  const places = new Set(targets.map((item) => item.place)).size;
  const final = targets.filter((item) => item.effect === 'irreversible').length;
  const head = `${count(targets.length, 'target')} at ${count(places, 'place')} in ${environment}, ${final} irreversible`;
  const more = targets.length - shown;
  return [head, ...targets.slice(0, shown).map(target), ...(more > 0 ? [`… and ${more} more`] : [])];
}

function target({ operation, place, target: what, extent }: PlannedTarget): string {
  if (extent === 'all') return `${operation} everything of ${what} at ${place}`;
  return `${operation} ${what.startsWith(place) ? what : `${what} at ${place}`}`;
}

function deadline({ expiresAt, verb }: OpenCheckpoint, { now, timeZone }: PageOptions): string {
  const clock = `${localTime(expiresAt, timeZone)}, ${away(expiresAt, now)}.`;
  return `${clock} If nobody answers by then, ${verb} is held: nothing of it is finished, brakes stay on, and what is open is named.`;
}

function whoMay({ plan: { environment }, quorum }: OpenCheckpoint, responders: readonly Responder[]): string {
  const may = visibleDeep(responders.filter((responder) => responder.environments.includes(environment)));
  const names = may.map(({ id, name }) => `${id} (${name})`).join(', ');
  const needed = quorum === 1 ? 'one yes is enough' : `${quorum} different people must say yes`;
  return names === ''
    ? `nobody: the inventory lists no responder for ${environment}`
    : `${names}; ${needed}, one no settles it`;
}
