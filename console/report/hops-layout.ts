/** Where does each agent stand in the picture of hops, and how is each arrow drawn? */
import { Graph, layout } from '@dagrejs/dagre';
import type { Hop } from '../../domain/action.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Arrow {
  readonly from: string;
  readonly to: string;
  /** Handoffs drawn as this one arrow. */
  readonly briefs: number;
  readonly points: readonly Point[];
}

export interface HopsLayout {
  readonly width: number;
  readonly height: number;
  readonly agents: readonly (Point & { readonly id: string })[];
  readonly arrows: readonly Arrow[];
  /** Agents left out of the picture; the table has them. */
  readonly dropped: number;
}

export const box = { width: 190, height: 52 } as const;

/** More boxes than this say less than the table does. */
const maxAgents = 40;

export function layoutHops(hops: readonly Hop[]): HopsLayout {
  const all = [...new Set(hops.toSorted((a, b) => a.depth - b.depth).flatMap((hop) => [hop.fromAgent, hop.toAgent]))];
  const agents = all.slice(0, maxAgents);
  const graph = new Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: 24, ranksep: 96, marginx: 8, marginy: 12 });
  for (const id of agents) graph.setNode(id, { ...box });
  for (const [key, briefs] of briefsByPair(hops, new Set(agents))) {
    const [from, to] = JSON.parse(key) as [string, string];
    graph.setEdge(from, to, { briefs, width: 64, height: 16 });
  }
  layout(graph);
  return { ...drawn(graph), dropped: all.length - agents.length };
}

/** Keyed by the JSON of the pair: an agent's name may hold any separator. */
function briefsByPair(hops: readonly Hop[], known: ReadonlySet<string>): ReadonlyMap<string, number> {
  const pairs = new Map<string, number>();
  for (const { fromAgent, toAgent } of hops) {
    if (!known.has(fromAgent) || !known.has(toAgent) || fromAgent === toAgent) continue;
    const key = JSON.stringify([fromAgent, toAgent]);
    pairs.set(key, (pairs.get(key) ?? 0) + 1);
  }
  return pairs;
}

function drawn(graph: InstanceType<typeof Graph>): Omit<HopsLayout, 'dropped'> {
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  const agents = graph.nodes().map((id: string) => {
    const { x, y } = graph.node(id) as Point;
    return { id, x, y };
  });
  const arrows = graph.edges().map(({ v, w }: { v: string; w: string }) => {
    const { briefs, points } = graph.edge(v, w) as { briefs: number; points: readonly Point[] };
    return { from: v, to: w, briefs, points };
  });
  return { width, height, agents, arrows };
}
