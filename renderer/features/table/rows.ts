/** The rows of the table, and their order. */
import { NODE_KINDS } from '../../../shared/graph/kinds.ts';
import { titleOf } from '../../canvas/draw/looks.ts';
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

export const rowsOf = (scene: Scene): readonly Row[] =>
  [...scene.nodes.values()].map((node) => ({
    node,
    title: titleOf(node),
    links: scene.touching(node.id).size,
    first: node.records.reduce((least, record) => Math.min(least, record.firstSeen), Infinity),
    last: node.records.reduce((most, record) => Math.max(most, record.lastSeen), 0),
    events: node.records.reduce((sum, record) => sum + record.count, 0),
  }));

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

export function sorted(rows: readonly Row[], by: Column, down: boolean): readonly Row[] {
  const value = VALUES[by];
  const way = down ? -1 : 1;
  const compare = (a: number | string, b: number | string): number => (a < b ? -1 : a > b ? 1 : 0);
  return rows
    .map((row) => ({ row, key: value(row) }))
    .sort((a, b) => way * compare(a.key, b.key) || compare(a.row.title, b.row.title) || compare(a.row.node.id, b.row.node.id))
    .map(({ row }) => row);
}
