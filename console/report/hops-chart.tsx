/** The hops as SVG: one box per agent, one arrow per pair that handed briefs on. */
import type { Door, Report } from '../../domain/report.ts';
import { clip } from '../escape/terminal.ts';
import { count } from '../wording/count.ts';
import { type Arrow, box, layoutHops, type Point } from './hops-layout.ts';

export function HopsChart({ report }: { readonly report: Report }) {
  const { width, height, agents, arrows, dropped } = layoutHops(report.hops);
  return (
    <svg
      class="chart hops"
      viewBox={`0 -14 ${width} ${height + 14}`}
      width={width}
      role="img"
      aria-labelledby="hops-title hops-desc"
    >
      <title id="hops-title">Agents reached over briefs</title>
      <desc id="hops-desc">
        {arrows.map(({ from, to, briefs }) => `${from} to ${to}: ${count(briefs, 'brief')}`).join('; ')}
        {dropped > 0 && `; ${count(dropped, 'more agent')} in the table`}
      </desc>
      <defs>
        <marker
          id="arrow"
          viewBox="0 0 10 10"
          refX="9"
          refY="5"
          markerWidth="8"
          markerHeight="8"
          orient="auto-start-reverse"
        >
          <path class="arrow-head" d="M0 0 L10 5 L0 10 Z" />
        </marker>
      </defs>
      {arrows.map((arrow) => (
        <ArrowShape arrow={arrow} />
      ))}
      {agents.map((agent) => (
        <AgentBox id={agent.id} at={agent} doors={sessionsOf(report.doors, agent.id)} />
      ))}
    </svg>
  );
}

function sessionsOf(doors: readonly Door[], agent: string): readonly Door[] {
  return doors.filter((door) => door.kind === 'session' && door.place === `agent/${agent}/sessions`);
}

function ArrowShape({ arrow }: { readonly arrow: Arrow }) {
  const { points, briefs } = arrow;
  const middle = points[Math.floor(points.length / 2)] ?? { x: 0, y: 0 };
  return (
    <g class="hop">
      <path
        d={points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join(' ')}
        marker-end="url(#arrow)"
      />
      <text x={middle.x} y={middle.y - 6} text-anchor="middle">
        {count(briefs, 'brief')}
      </text>
    </g>
  );
}

function AgentBox({ id, at, doors }: { readonly id: string; readonly at: Point; readonly doors: readonly Door[] }) {
  const { state, text } = standing(doors);
  return (
    <g class={`agent ${state}`}>
      <title>{id}</title>
      <rect x={at.x - box.width / 2} y={at.y - box.height / 2} width={box.width} height={box.height} rx="8" />
      <text class="agent-name" x={at.x} y={at.y - 3} text-anchor="middle">
        {clip(id, 22)}
      </text>
      <text class="note" x={at.x} y={at.y + 16} text-anchor="middle">
        {text}
      </text>
    </g>
  );
}

/** The worst of an agent's sessions decides how its box looks. */
function standing(doors: readonly Door[]): { readonly state: string; readonly text: string } {
  const closed = doors.filter((door) => door.state === 'closed').length;
  if (doors.length === 0) return { state: 'unknown', text: 'no session found' };
  if (closed === doors.length) return { state: 'closed', text: `✔ ${count(closed, 'session')} ended` };
  const held = doors.every((door) => door.state === 'closed' || door.brakedAt !== null);
  const text = `${closed} of ${count(doors.length, 'session')} ended`;
  return held ? { state: 'braked', text: `‖ ${text}` } : { state: 'open', text: `✖ ${text}` };
}
