/** Nodes of a slice by their ids, with the edges among them. */
import type { Records } from '../../answers.ts';
import type { SliceBackend } from '../../backend.ts';
import type { ReadRecords } from '../../plan/records.ts';
import { byRecordId } from '../answer-order.ts';
import { Work } from '../work.ts';
import { ordinalsOf, readEdges, readNodes } from './read.ts';

export function recordsOnSlice(backend: SliceBackend, { ids }: ReadRecords): Records {
  const ordinals = ordinalsOf(backend, ids);
  const among = new Set(ordinals);
  const edges: number[] = [];
  for (const node of ordinals) {
    backend.adjacency.eachOut(node, (edge, _, far) => {
      if (among.has(far)) edges.push(edge);
      return true;
    });
  }
  new Work().spend(edges.length);
  return {
    nodes: readNodes(backend, ordinals).sort(byRecordId) as Records['nodes'],
    edges: readEdges(backend, edges).sort(byRecordId) as Records['edges'],
  };
}
