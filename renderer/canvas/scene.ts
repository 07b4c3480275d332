/** What is drawn: visible nodes, merged kinds, and one line for each pair of ends. */
import type { NodeKind } from '../../shared/graph/kinds.ts';
import type { EdgeRecord, NodeRecord } from '../../shared/graph/records.ts';
import type { Point } from './state.ts';

export interface SceneNode extends Point {
  /** The record's id, or `group:<kind>`. */
  readonly id: string;
  readonly kind: NodeKind;
  readonly records: readonly NodeRecord[];
  readonly group: boolean;
  readonly pinned: boolean;
  /** Neighbours that are not drawn: beyond the last expansion's cap, or folded. */
  readonly stub: number;
  readonly supernode: boolean;
}

export interface SceneEdge {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly records: readonly EdgeRecord[];
}

/** Ids of nodes and edges that came, went or are another now. */
export interface Changes {
  readonly nodes: ReadonlySet<string>;
  readonly edges: ReadonlySet<string>;
}

/** A new value for each change, over tables that go on being kept: nobody holds on to an old scene. */
export interface Scene {
  readonly nodes: ReadonlyMap<string, SceneNode>;
  readonly edges: ReadonlyMap<string, SceneEdge>;
  readonly version: number;
  /** Ids of the edges at a node. */
  readonly touching: (id: string) => ReadonlySet<string>;
  /** What changed since an earlier version, or null when that is no longer known. */
  readonly since: (version: number) => Changes | null;
}

export const groupId = (kind: NodeKind): string => `group:${kind}`;

/** Whether two of the same id are in all that is drawn of them the same. */
export const sameNode = (a: SceneNode, b: SceneNode): boolean =>
  a.x === b.x &&
  a.y === b.y &&
  a.pinned === b.pinned &&
  a.stub === b.stub &&
  a.supernode === b.supernode &&
  sameRecords(a.records, b.records);

export const sameEdge = (a: SceneEdge, b: SceneEdge): boolean => sameRecords(a.records, b.records);

const sameRecords = <T>(a: readonly T[], b: readonly T[]): boolean => a.length === b.length && a.every((record, at) => record === b[at]);

/** Ids of the nodes at the other ends of a node's edges. */
export function neighboursOf(scene: Scene, id: string): ReadonlySet<string> {
  const around = new Set<string>();
  for (const edge of scene.touching(id)) {
    const { source, target } = scene.edges.get(edge)!;
    around.add(source === id ? target : source);
  }
  return around;
}

/** What is in one of the two and not in the other. */
export function different<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): ReadonlySet<T> {
  const found = new Set<T>();
  for (const value of a) if (!b.has(value)) found.add(value);
  for (const value of b) if (!a.has(value)) found.add(value);
  return found;
}
