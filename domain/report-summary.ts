/** What does a reader need in five seconds? The few numbers every renderer opens with. */
import type { Residual } from './evidence.ts';
import type { Report } from './report.ts';
import { msBetween } from './span.ts';

/** Milliseconds: the first ten minutes. */
export const budgetMs = 600_000;

export interface Summary {
  readonly doors: number;
  readonly closed: number;
  readonly residual: number;
  /** Neither proven closed nor named as a residual. */
  readonly open: number;
  /** Not closed, but a brake holds it. */
  readonly braked: number;
  readonly residuals: number;
  /** The residual that dies by itself first. */
  readonly soonest: Residual | null;
  /** The residuals no clock ends. */
  readonly undying: number;
  readonly firstBrakeMs: number | null;
  readonly elapsedMs: number;
}

export function summaryOf(report: Report): Summary {
  const { doors, residuals, openedAt, firstBrakeAt } = report;
  const mortal = residuals.filter((item) => item.diesAt !== undefined);
  return {
    doors: doors.length,
    closed: doors.filter((door) => door.state === 'closed').length,
    residual: doors.filter((door) => door.state === 'residual').length,
    open: doors.filter((door) => door.state === 'open' || door.state === 'braked').length,
    braked: doors.filter((door) => door.state !== 'closed' && door.brakedAt !== null).length,
    residuals: residuals.length,
    soonest: mortal[0] ?? null,
    undying: residuals.length - mortal.length,
    firstBrakeMs: firstBrakeAt === null ? null : Math.max(0, msBetween(openedAt, firstBrakeAt)),
    elapsedMs: report.machineMs + report.humanMs,
  };
}
