/** The containment timeline as SVG: one row per step, seconds since the alert along the bottom. */
import type { DecisionReport, Report, StepReport } from '../../domain/report.ts';
import { budgetMs } from '../../domain/report-summary.ts';
import { decisionState } from '../wording/decisions.ts';
import { duration, stopwatch } from '../wording/duration.ts';
import { Hatch } from './hatch.tsx';
import { type Bar, barsOf, endOf, settledAt } from './timeline-bars.ts';
import { type Scale, scaleOf } from './timeline-scale.ts';

const size = { width: 960, left: 104, right: 936, top: 44, row: 34, bar: 16 } as const;

export function TimelineChart({ report }: { readonly report: Report }) {
  const end = endOf(report);
  const scale = scaleOf(report.openedAt, end, size.left, size.right);
  const bottom = size.top + report.steps.length * size.row;
  return (
    <svg class="chart" viewBox={`0 0 ${size.width} ${bottom + 30}`} role="img" aria-labelledby="chart-title chart-desc">
      <title id="chart-title">Timeline of the six steps</title>
      <desc id="chart-desc">{inWords(report)}</desc>
      <Hatch id="chart-people" />
      <Axis scale={scale} bottom={bottom} />
      {report.steps.map((step, row) => (
        <StepBars step={step} bars={barsOf(step, report.decisions, end)} scale={scale} y={size.top + row * size.row} />
      ))}
      <Marks report={report} scale={scale} bottom={bottom} />
      {report.decisions.map((decision, index) => (
        <Diamond decision={decision} number={index + 1} scale={scale} row={rowOf(report, decision)} />
      ))}
    </svg>
  );
}

function inWords({ steps, machineMs, humanMs }: Report): string {
  const said = steps.map(
    (step) => `${step.verb} ${step.state}${step.humanMs ? `, waited ${duration(step.humanMs)} for people` : ''}`,
  );
  return `${said.join('; ')}. Machine ${duration(machineMs)}, people ${duration(humanMs)} in all.`;
}

function rowOf({ steps }: Report, decision: DecisionReport): number {
  return steps.findIndex((step) => step.verb === decision.verb);
}

function Axis({ scale, bottom }: { readonly scale: Scale; readonly bottom: number }) {
  return (
    <g class="axis">
      {scale.ticks.map(({ x, ms }) => (
        <>
          <line x1={x} x2={x} y1={size.top - 6} y2={bottom} />
          <text x={x} y={bottom + 18} text-anchor="middle">
            {tickLabel(ms)}
          </text>
        </>
      ))}
    </g>
  );
}

function tickLabel(ms: number): string {
  if (ms === 0) return '0';
  return ms < 60_000 ? duration(ms).replace('.0 s', ' s') : stopwatch(ms);
}

interface StepBarsProps {
  readonly step: StepReport;
  readonly bars: readonly Bar[];
  readonly scale: Scale;
  readonly y: number;
}

function StepBars({ step, bars, scale, y }: StepBarsProps) {
  return (
    <g>
      <text class="row-name" x={size.left - 12} y={y + size.row / 2 + 5} text-anchor="end">
        {step.verb}
      </text>
      {bars.map((bar) => (
        <BarShape bar={bar} scale={scale} y={y + (size.row - size.bar) / 2} />
      ))}
      {bars.length === 0 && (
        <text class="note" x={size.left + 8} y={y + size.row / 2 + 5}>
          not started
        </text>
      )}
    </g>
  );
}

function BarShape({ bar, scale, y }: { readonly bar: Bar; readonly scale: Scale; readonly y: number }) {
  const x = scale.x(bar.from);
  const width = Math.max(2, scale.x(bar.to) - x);
  const took = duration(Date.parse(bar.to) - Date.parse(bar.from));
  if (bar.kind === 'turn') return <rect class="turn" x={x} y={y + size.bar / 2 - 1.5} width={width} height={3} />;
  const fill = bar.kind === 'people' ? { fill: 'url(#chart-people)' } : { class: 'machine' };
  return (
    <rect x={x} y={y} width={width} height={size.bar} {...fill}>
      <title>{`${bar.kind === 'people' ? 'waiting for people' : 'machine'} ${took}`}</title>
    </rect>
  );
}

function Marks({ report, scale, bottom }: { readonly report: Report; readonly scale: Scale; readonly bottom: number }) {
  const { openedAt, firstBrakeAt, containedAt } = report;
  const budgetAt = new Date(Date.parse(openedAt) + budgetMs).toISOString();
  const ms = (at: string) => Date.parse(at) - Date.parse(openedAt);
  return (
    <g class="marks">
      {firstBrakeAt && (
        <Mark
          kind="brake"
          x={scale.x(firstBrakeAt)}
          y={14}
          bottom={bottom}
          text={`first brake ${duration(ms(firstBrakeAt))}`}
        />
      )}
      {containedAt && (
        <Mark
          kind="contained"
          x={scale.x(containedAt)}
          y={30}
          bottom={bottom}
          text={`contained ${duration(ms(containedAt))}`}
        />
      )}
      {endOf(report) > budgetAt && <Mark kind="budget" x={scale.x(budgetAt)} y={14} bottom={bottom} text="10:00" />}
    </g>
  );
}

interface MarkProps {
  readonly kind: 'brake' | 'contained' | 'budget';
  readonly x: number;
  readonly y: number;
  readonly bottom: number;
  readonly text: string;
}

/** The words stand on the side that has room for them. */
function Mark({ kind, x, y, bottom, text }: MarkProps) {
  const late = x > size.width * 0.6;
  return (
    <g class={kind}>
      <line x1={x} x2={x} y1={y - 10} y2={bottom} />
      <text x={late ? x - 6 : x + 6} y={y} text-anchor={late ? 'end' : 'start'}>
        {text}
      </text>
    </g>
  );
}

interface DiamondProps {
  readonly decision: DecisionReport;
  readonly number: number;
  readonly scale: Scale;
  readonly row: number;
}

function Diamond({ decision, number, scale, row }: DiamondProps) {
  const at = settledAt(decision);
  if (at === null || row < 0) return <></>;
  const [x, y] = [scale.x(at), size.top + row * size.row + size.row / 2];
  return (
    <g class={`diamond ${decision.outcome}`}>
      <title>{`${number}. ${decision.act}: ${decisionState(decision.outcome).word}`}</title>
      <path d={`M${x} ${y - 12} L${x + 12} ${y} L${x} ${y + 12} L${x - 12} ${y} Z`} />
      <text x={x} y={y + 4} text-anchor="middle">
        {number}
      </text>
    </g>
  );
}
