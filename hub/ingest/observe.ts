/** What one line shows, and how it becomes facts. */
import type { EdgeKind, NodeKind } from '../../shared/graph/kinds.ts';
import type { Props } from '../../shared/graph/records.ts';
import type { Facts } from './facts.ts';

export interface SeenNode {
  readonly kind: NodeKind;
  readonly key: string;
  readonly label: string;
  readonly props: Props;
}
export interface SeenEdge {
  readonly kind: EdgeKind;
  /** Places in `nodes`. */
  readonly src: number;
  readonly dst: number;
  readonly key: string;
  readonly props: Props;
}
export interface Seen {
  /** Unix ms. */
  readonly time: number;
  readonly nodes: readonly SeenNode[];
  readonly edges: readonly SeenEdge[];
}

export function addSeen(facts: Facts, { time, nodes, edges }: Seen): void {
  const ids = nodes.map(({ kind, key, label, props }) => facts.node(kind, key, label, props, time));
  for (const { kind, src, dst, key, props } of edges) facts.edge(kind, ids[src]!, ids[dst]!, key, props, time);
}
