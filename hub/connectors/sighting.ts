/** Puts together what one line shows: nodes once each, edges between them, properties without the empty ones. */
import type { EdgeKind, NodeKind } from '../../shared/graph/kinds.ts';
import type { Props, PropValue } from '../../shared/graph/records.ts';
import type { Seen, SeenEdge, SeenNode } from '../ingest/observe.ts';

export type RawProps = Readonly<Record<string, PropValue | null>>;

/** Nodes of one line: a DNS answer may name any number of addresses. */
export const NODES_PER_LINE = 64;

export interface SightingBuilder {
  /** Returns the node's place. The same thing named twice is one node, with the properties of both. */
  node(kind: NodeKind, key: string, label: string, props?: RawProps): number;
  /** `key` tells edges of one kind between the same ends apart. */
  edge(kind: EdgeKind, src: number, dst: number, key?: string, props?: RawProps): void;
  seen(time: number): Seen;
}

export function newSighting(): SightingBuilder {
  const nodes: SeenNode[] = [];
  const edges: SeenEdge[] = [];
  return {
    node(kind, key, label, props = {}) {
      const place = nodes.findIndex((node) => node.kind === kind && node.key === key);
      if (place < 0) return nodes.push({ kind, key, label, props: present(props) }) - 1;
      nodes[place] = { ...nodes[place]!, props: { ...nodes[place]!.props, ...present(props) } };
      return place;
    },
    edge(kind, src, dst, key = '', props = {}) {
      edges.push({ kind, src, dst, key, props: present(props) });
    },
    seen: (time) => ({ time, nodes, edges }),
  };
}

function present(props: RawProps): Props {
  const kept: Record<string, PropValue> = {};
  for (const name in props) {
    const value = props[name];
    if (value !== null && value !== undefined && value !== '') kept[name] = value;
  }
  return kept;
}
