/** Force layout: the core of graphology's ForceAtlas2, on plain numbers, in short runs between which it can be stopped. */
import iterate from 'graphology-layout-forceatlas2/iterate.js';
import type { Places, PlainGraph } from './plain.ts';

/** Numbers a node and an edge in the core's matrices, and where in a node's its place and its pin are. */
const PPN = 10;
const PPE = 3;
const MASS = 6;
const CONVERGENCE = 7;
const SIZE = 8;
const FIXED = 9;

/** Runs after which a layout has settled. */
const RUNS = 400;
/** Ms in all: two seconds, and more where one run takes longer because there is so much. */
const BUDGET = 2_000;
const BUDGET_AT_SIZE = 12_000;
const SIZEABLE = 2_000;

const budgetOf = ({ count }: PlainGraph): number => (count > SIZEABLE ? BUDGET_AT_SIZE : BUDGET);

/** Yields how much is done, 0 to 1, after each run; what it ends with, or is stopped at, are the places. */
export function* force(graph: PlainGraph, now: () => number = () => performance.now()): Generator<number, Places> {
  const { count, x, y, pinned, ends } = graph;
  const nodes = new Float32Array(count * PPN);
  for (let node = 0; node < count; node++) {
    const at = node * PPN;
    [nodes[at], nodes[at + 1]] = [x[node]!, y[node]!];
    [nodes[at + MASS], nodes[at + CONVERGENCE], nodes[at + SIZE], nodes[at + FIXED]] = [1, 1, 1, pinned[node]!];
  }
  const edges = new Float32Array((ends.length / 2) * PPE);
  for (let edge = 0; edge < ends.length / 2; edge++) {
    const [a, b] = [ends[edge * 2]! * PPN, ends[edge * 2 + 1]! * PPN];
    [edges[edge * PPE], edges[edge * PPE + 1], edges[edge * PPE + 2]] = [a, b, 1];
    for (const end of [a, b]) nodes[end + MASS]! += 1;
  }
  const settings = {
    linLogMode: false,
    outboundAttractionDistribution: false,
    adjustSizes: false,
    edgeWeightInfluence: 0,
    scalingRatio: 140,
    strongGravityMode: false,
    gravity: 15,
    slowDown: 2,
    barnesHutOptimize: count > 300,
    barnesHutTheta: count > SIZEABLE ? 0.9 : 0.5,
  };
  const began = now();
  const budget = budgetOf(graph);
  try {
    for (let run = 0; run < RUNS && now() - began < budget; run++) {
      iterate(settings, nodes, edges);
      yield Math.max(run / RUNS, (now() - began) / budget);
    }
  } finally {
    // Asked for by whoever stops it.
    write(nodes, graph);
  }
  return { x, y };
}

/** Where it stands is written back into the graph's own columns; what is pinned was never moved. */
function write(nodes: Float32Array, { count, x, y, pinned }: PlainGraph): void {
  for (let node = 0; node < count; node++) if (!pinned[node]) [x[node], y[node]] = [nodes[node * PPN]!, nodes[node * PPN + 1]!];
}
