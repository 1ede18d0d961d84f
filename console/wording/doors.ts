import type { Door, Report } from '../../domain/report.ts';
import { verbs } from '../../domain/verb.ts';

const states = {
  open: { icon: '✖', word: 'open' },
  braked: { icon: '‖', word: 'braked' },
  closed: { icon: '✔', word: 'closed' },
  residual: { icon: '◐', word: 'residual' },
} as const satisfies Record<Door['state'], { icon: string; word: string }>;

/** A residual that still has its brake says so: it is not the same risk. */
export function doorState(door: Door): { readonly icon: string; readonly word: string } {
  const { icon, word } = states[door.state];
  return door.state === 'residual' && door.brakedAt !== null ? { icon, word: 'residual, braked' } : { icon, word };
}

const proofs = {
  accepted: 'call accepted only',
  'read-back': 'asked again',
  refused: 'tried and refused',
  silent: 'silent since',
} as const;

/** How strong is the proof, weakest first: accepted, asked again, tried and refused, silent since. */
export function proofWords(door: Door): string {
  return door.proof === null ? 'none' : proofs[door.proof];
}

/** Where each door is, by its id: a residual for something that was never found has none. */
export function doorPlaces({ doors }: Report): ReadonlyMap<string, string> {
  return new Map(doors.map((door) => [door.id, door.place]));
}

/** What needs a reader's eye comes first, then the order of the steps. */
export function byUrgency(doors: readonly Door[]): readonly Door[] {
  return doors.toSorted((a, b) => urgency(a) - urgency(b) || verbs.indexOf(a.verb) - verbs.indexOf(b.verb));
}

const ranks = { open: 0, residual: 1, braked: 2, closed: 4 } as const;

function urgency(door: Door): number {
  return door.state === 'residual' && door.brakedAt !== null ? 3 : ranks[door.state];
}
