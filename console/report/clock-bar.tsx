/** How much of ten minutes went to the machine, and how much to waiting for people? */
import { budgetMs } from '../../domain/report-summary.ts';
import { duration, stopwatch } from '../wording/duration.ts';
import { Hatch } from './hatch.tsx';

const width = 600;

export function ClockBar({ machineMs, humanMs }: { readonly machineMs: number; readonly humanMs: number }) {
  const usedMs = machineMs + humanMs;
  const x = (ms: number) => (ms / Math.max(budgetMs, usedMs)) * width;
  const left = budgetMs - usedMs;
  const rest = left >= 0 ? `${stopwatch(left)} left` : `${stopwatch(left)} over`;
  const label = `machine ${duration(machineMs)}, people ${duration(humanMs)}, ${rest} of 10:00`;
  return (
    <>
      <svg class="clock" viewBox={`0 0 ${width} 16`} preserveAspectRatio="none" role="img" aria-label={label}>
        <Hatch id="clock-people" />
        <rect class="track" x="0" y="0" width={width} height="16" />
        <rect class="machine" x="0" y="0" width={seen(x(machineMs))} height="16" />
        <rect x={x(machineMs)} y="0" width={seen(x(humanMs))} height="16" fill="url(#clock-people)" />
        {left < 0 && <line class="budget" x1={x(budgetMs)} x2={x(budgetMs)} y1="0" y2="16" />}
      </svg>
      <span class="legend">
        <span>
          <b>{stopwatch(usedMs)}</b> of 10:00
        </span>
        <span class="key machine-key">machine {duration(machineMs)}</span>
        <span class="key people-key">people {duration(humanMs)}</span>
        <span>{rest}</span>
      </span>
    </>
  );
}

/** Something that happened must be visible, however short. */
function seen(size: number): number {
  return size > 0 ? Math.max(2, size) : 0;
}
