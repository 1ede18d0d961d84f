import type { Summary } from '../../domain/report-summary.ts';
import { count } from './count.ts';
import { away } from './duration.ts';
import { utcTime } from './instant.ts';

/** What stands behind the number of residuals: how many wait for a person, and which dies next. */
export function residualNote({ residuals, doors, closed, undying, soonest }: Summary, now: string): string {
  if (residuals === 0) return closed === doors ? 'nothing is left over' : 'named so far';
  const never = undying > 0 ? count(undying, 'needs a person', 'need a person') : '';
  const next = soonest?.diesAt ? `next dies ${utcTime(soonest.diesAt)}, ${away(soonest.diesAt, now)}` : '';
  return `(${[never, next].filter(Boolean).join('; ')})`;
}
