/** Puts together what one line shows: nodes once each, edges between them, properties without the empty ones. */
import type { EdgeKind, NodeKind } from '../../shared/graph/kinds.ts';
import type { Props, PropValue } from '../../shared/graph/records.ts';
import { clean } from './fields.ts';
import type { LineResult } from '../ingest/connector.ts';
import type { Seen, SeenEdge, SeenNode } from '../ingest/observe.ts';

export type RawProps = Readonly<Record<string, PropValue | null>>;

/** Nodes of one line: a DNS answer may name any number of addresses. */
export const NODES_PER_LINE = 64;

/**
 * How sure a time is: the event's own, in UTC; put right by what else its source shows; or as it was written, by a clock
 * whose zone nobody tells. What is not sure says so on its edges, as `clock`.
 */
export type Clock = 'sure' | 'corrected' | 'unsure';

export interface SightingBuilder {
  /** Returns the node's place. The same thing named twice is one node, with the properties of both. */
  node(kind: NodeKind, key: string, label: string, props?: RawProps): number;
  /** `key` tells edges of one kind between the same ends apart. */
  edge(kind: EdgeKind, src: number, dst: number, key?: string, props?: RawProps): void;
  /** Kind and key of a node, for keys that are made of what a thing is about. */
  keyOf(place: number): string;
  seen(time: number, clock?: Clock): Seen;
  /** `seen`, or that there is nothing to join when it has no edge. */
  joined(time: number, clock?: Clock): LineResult;
}

export function newSighting(): SightingBuilder {
  const nodes: SeenNode[] = [];
  const edges: SeenEdge[] = [];
  return {
    node(kind, name, label, props = {}) {
      // A half of a character would be another key each time that it is written and read.
      const key = name.toWellFormed();
      const place = nodes.findIndex((node) => node.kind === kind && node.key === key);
      if (place < 0) return nodes.push({ kind, key, label: clean(label).trim() || lastPart(key), props: present(props) }) - 1;
      nodes[place] = { ...nodes[place]!, props: { ...nodes[place]!.props, ...present(props) } };
      return place;
    },
    edge(kind, src, dst, key = '', props = {}) {
      edges.push({ kind, src, dst, key: key.toWellFormed(), props: present(props) });
    },
    keyOf: (place) => `${nodes[place]!.kind}\0${nodes[place]!.key}`,
    seen: (time, clock = 'sure') => ({ time, nodes, edges: clocked(edges, clock) }),
    joined: (time, clock = 'sure') =>
      edges.length === 0 ? { nothing: 'no ends' } : { seen: { time, nodes, edges: clocked(edges, clock) } },
  };
}

const clocked = (edges: readonly SeenEdge[], clock: Clock): readonly SeenEdge[] =>
  clock === 'sure' ? edges : edges.map((edge) => ({ ...edge, props: { ...edge.props, clock } }));

/** A thing without a label is called by what tells it apart. */
const lastPart = (key: string): string => key.slice(key.lastIndexOf('\0') + 1).trim() || 'unnamed';

function present(props: RawProps): Props {
  const kept: Record<string, PropValue> = {};
  for (const name in props) {
    const value = props[name];
    if (value !== null && value !== undefined && value !== '') kept[name] = typeof value === 'string' ? clean(value) : value;
  }
  return kept;
}
