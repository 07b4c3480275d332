/** Force layout: ForceAtlas2, in slices that leave the window answering, at most two seconds. */
import { UndirectedGraph } from 'graphology';
import forceAtlas2Module from 'graphology-layout-forceatlas2';
import type { Scene } from '../scene.ts';
import type { Point } from '../state.ts';

/** The package is CommonJS; its types say that it has a default export, which it has not. */
const forceAtlas2 = forceAtlas2Module as unknown as typeof forceAtlas2Module.default;

/** Ms in all, and of one slice. */
const BUDGET = 2_000;
const SLICE = 40;
/** Steps after which a layout has settled. */
const STEPS = 400;

export async function force(scene: Scene): Promise<ReadonlyMap<string, Point>> {
  const graph = new UndirectedGraph();
  for (const { id, x, y, pinned } of scene.nodes.values()) graph.addNode(id, { x, y, fixed: pinned });
  for (const { source, target } of scene.edges.values()) graph.mergeEdge(source, target);
  const settings = { scalingRatio: 140, gravity: 15, slowDown: 2, barnesHutOptimize: graph.order > 300, edgeWeightInfluence: 0 };
  const end = performance.now() + BUDGET;
  for (let done = 0; done < STEPS && performance.now() < end;) {
    const pause = performance.now() + SLICE;
    for (; done < STEPS && performance.now() < pause; done += 10) forceAtlas2.assign(graph, { iterations: 10, settings });
    await new Promise((resolve) => setTimeout(resolve));
  }
  return new Map(graph.mapNodes((id, { x, y }) => [id, { x: x as number, y: y as number }]));
}
