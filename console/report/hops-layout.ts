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
  for (const index of agents.keys()) graph.setNode(nodeId(index), { ...box });
  for (const { from, to, briefs } of pairsOf(hops, agents)) {
    graph.setEdge(nodeId(from), nodeId(to), { briefs, width: 64, height: 16 });
  }
  layout(graph);
  return { ...drawn(graph, agents), dropped: all.length - agents.length };
}

/** Names are attacker-written and some break the layout (an empty one does), so it only ever sees numbers. */
function nodeId(index: number): string {
  return `n${index}`;
}

interface Pair {
  readonly from: number;
  readonly to: number;
  readonly briefs: number;
}

function pairsOf(hops: readonly Hop[], agents: readonly string[]): readonly Pair[] {
  const places = new Map(agents.map((agent, index) => [agent, index]));
  const pairs = new Map<string, Pair>();
  for (const hop of hops) {
    const [from, to] = [places.get(hop.fromAgent), places.get(hop.toAgent)];
    if (from === undefined || to === undefined || from === to) continue;
    const key = `${from}>${to}`;
    pairs.set(key, { from, to, briefs: (pairs.get(key)?.briefs ?? 0) + 1 });
  }
  return [...pairs.values()];
}

function drawn(graph: InstanceType<typeof Graph>, names: readonly string[]): Omit<HopsLayout, 'dropped'> {
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  const named = (node: string) => names[Number(node.slice(1))] ?? '';
  const agents = graph.nodes().map((node: string) => {
    const { x, y } = graph.node(node) as Point;
    return { id: named(node), x, y };
  });
  const arrows = graph.edges().map(({ v, w }: { v: string; w: string }) => {
    const { briefs, points } = graph.edge(v, w) as { briefs: number; points: readonly Point[] };
    return { from: named(v), to: named(w), briefs, points };
  });
  return { width, height, agents, arrows };
}
