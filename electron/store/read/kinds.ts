/** How many nodes and edges of each kind a slice has, counted over its shape: no record is read. */
import type { ActionOutput } from '../../../shared/contract/index.ts';
import { EDGE_KIND_NAMES, NODE_KINDS } from '../../../shared/graph/kinds.ts';
import type { Shape } from './shape.ts';

export const kindsOf = ({ arrays }: Shape): ActionOutput<'graph.kinds'> => ({
  nodes: counted(arrays.nodeKinds, NODE_KINDS),
  edges: counted(arrays.edgeKinds, EDGE_KIND_NAMES),
});

/** The most frequent first. */
function counted<Kind extends string>(numbers: Uint8Array, kinds: readonly Kind[]): { kind: Kind; count: number }[] {
  const counts = new Uint32Array(256);
  for (let at = 0; at < numbers.length; at++) counts[numbers[at]!]!++;
  return kinds
    .map((kind, number) => ({ kind, count: counts[number]! }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
}
