/** Nodes of a slice by their ids, with a page of the edges among them and to others. */
import { LIMITS } from '../../../limits.ts';
import type { Joined } from '../../answers.ts';
import type { SliceBackend } from '../../backend.ts';
import type { JoinRecords } from '../../plan/join.ts';
import { byRecordId } from '../answer-order.ts';
import { Work } from '../work.ts';
import { ordinalsOf, readEdges, readNodes } from './read.ts';

export function joinOnSlice(backend: SliceBackend, { ids, to, skip }: JoinRecords): Joined {
  const own = ordinalsOf(backend, ids);
  const mine = new Set(own);
  const others = new Set(ordinalsOf(backend, to));
  const edges: number[] = [];
  for (const node of own) {
    backend.adjacency.eachOut(node, (edge, _, far) => {
      if (mine.has(far) || others.has(far)) edges.push(edge);
      return true;
    });
    backend.adjacency.eachIn(node, (edge, _, far) => {
      if (!mine.has(far) && others.has(far)) edges.push(edge);
      return true;
    });
  }
  new Work().spend(edges.length);
  // Ordinals only grow, so that what is synced between two pages comes after what was skipped.
  const page = edges.sort((a, b) => a - b).slice(skip, skip + LIMITS.readEdges);
  return {
    nodes: skip > 0 ? [] : (readNodes(backend, own).sort(byRecordId) as Joined['nodes']),
    edges: readEdges(backend, page).sort(byRecordId) as Joined['edges'],
    more: skip + page.length < edges.length,
  };
}
