/** The rows of the table, and their order. */
import { NODE_KINDS } from '../../../shared/graph/kinds.ts';
import { titleOf } from '../../canvas/draw/looks.ts';
import { each, inOrder } from '../../canvas/pieces.ts';
import type { Scene, SceneNode } from '../../canvas/scene.ts';

export const COLUMNS = ['kind', 'name', 'first seen', 'last seen', 'events', 'links', 'more', 'pinned'] as const;
export type Column = (typeof COLUMNS)[number];

export interface Row {
  readonly node: SceneNode;
  readonly title: string;
  readonly links: number;
  readonly first: number;
  readonly last: number;
  readonly events: number;
}

function rowOf(node: SceneNode, links: number): Row {
  let [first, last, events] = [Infinity, 0, 0];
  for (const record of node.records) {
    first = Math.min(first, record.firstSeen);
    last = Math.max(last, record.lastSeen);
    events += record.count;
  }
  return { node, title: titleOf(node), links, first, last, events };
}

const VALUES: Readonly<Record<Column, (row: Row) => number | string>> = {
  kind: (row) => NODE_KINDS.indexOf(row.node.kind),
  name: (row) => row.title.toLowerCase(),
  'first seen': (row) => row.first,
  'last seen': (row) => row.last,
  events: (row) => row.events,
  links: (row) => row.links,
  more: (row) => row.node.stub,
  pinned: (row) => (row.node.pinned ? 0 : 1),
};

export interface Rows {
  readonly rows: readonly Row[];
  /** Where each node's row is. */
  readonly places: ReadonlyMap<string, number>;
}

export interface Order {
  readonly by: Column;
  readonly down: boolean;
}

/** All rows of a scene in order, in pieces. Equal ones by name, then by id. */
export function* orderedRows(scene: Scene, { by, down }: Order): Generator<void, Rows> {
  const value = VALUES[by];
  const way = down ? -1 : 1;
  const keyed: { readonly row: Row; readonly key: number | string }[] = [];
  yield* each(scene.nodes.values(), (node) => {
    const row = rowOf(node, scene.touching(node.id).size);
    keyed.push({ row, key: value(row) });
  });
  const compare = (a: number | string, b: number | string): number => (a < b ? -1 : a > b ? 1 : 0);
  const ordered = yield* inOrder(
    keyed,
    (a, b) => way * compare(a.key, b.key) || compare(a.row.title, b.row.title) || compare(a.row.node.id, b.row.node.id),
  );
  const rows: Row[] = [];
  const places = new Map<string, number>();
  yield* each(ordered, ({ row }) => places.set(row.node.id, rows.push(row) - 1));
  return { rows, places };
}
