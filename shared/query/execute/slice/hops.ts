/** One edge further from many nodes of a slice: the arrays in memory. */
import type { Adjacency } from '../../backend.ts';
import type { Hops, Link } from '../shortest.ts';
import { each } from './expand.ts';
import { edgeKindTable } from './kinds.ts';

export const sliceHops = (adjacency: Adjacency): Hops => ({
  fars: async (nodes, { kinds, direction }, work) => {
    const wanted = edgeKindTable(kinds);
    const found = new Set<number>();
    for (const node of nodes) {
      let looked = 0;
      each(adjacency, direction, node, (_, kind, far) => {
        looked++;
        if (wanted[kind]) found.add(far);
        return true;
      });
      work.look(looked);
    }
    return [...found];
  },
  links: async (from, to, { kinds, direction }, work) => {
    const wanted = edgeKindTable(kinds);
    const found: Link[] = [];
    for (const node of from) {
      let looked = 0;
      each(adjacency, direction, node, (edge, kind, far) => {
        looked++;
        if (wanted[kind] && to.has(far)) found.push({ edge, from: node, to: far });
        return true;
      });
      work.look(looked);
    }
    return found;
  },
  compareEdges: (a, b) => adjacency.compareEdges(a, b),
});
