/**
 * Keeps a scene in line with state and records, touching only what changed: ten thousand nodes are not gone through for
 * one that was pinned. A record has an end (itself, its group, or none while it is not shown); edges hang on ends.
 */
import type { RecordId } from '../../shared/graph/ids.ts';
import type { NodeKind } from '../../shared/graph/kinds.ts';
import type { EdgeRecord, NodeRecord } from '../../shared/graph/records.ts';
import { LIMITS } from '../../shared/limits.ts';
import { Bundles } from './bundles.ts';
import { foldsOf } from './folds.ts';
import type { Folds } from './folds.ts';
import { NOTHING_KNOWN } from './known.ts';
import type { Known } from './known.ts';
import { different, groupId } from './scene.ts';
import type { Changes, Scene, SceneNode } from './scene.ts';
import { EMPTY_CANVAS } from './state.ts';
import type { CanvasState, Place, Point } from './state.ts';

/** Changes that are remembered for who draws them. */
const REMEMBERED = 64;
const NONE: ReadonlySet<string> = new Set();
const NO_FOLDS: Folds = { leaves: new Set(), counts: new Map() };

/** The scene of a state from nothing; who goes on from state to state keeps a keeper. */
export const sceneOf = (state: CanvasState, known: Known): Scene => new SceneKeeper().of(state, known);

export class SceneKeeper {
  #state: CanvasState = EMPTY_CANVAS;
  #known: Known = NOTHING_KNOWN;
  /** How much of the log of what is known stands in the scene. */
  #seen = 0;
  #nodes = new Map<string, SceneNode>();
  #bundles = new Bundles();
  #ends = new Map<RecordId, string>();
  #members = new Map<string, Set<RecordId>>();
  #folds = NO_FOLDS;
  #journal: Changes[] = [];
  #scene: Scene = this.#value(0);

  /** The same scene again as long as nothing of it changed. */
  of(state: CanvasState, known: Known): Scene {
    if (state === this.#state && known === this.#known) return this.#scene;
    const anew = known.log !== this.#known.log && this.#known !== NOTHING_KNOWN;
    if (anew) this.#forget();
    const before = this.#state;
    const dirty = new Set<RecordId>();
    const edges: EdgeRecord[] = [];
    for (const id of known.log.slice(this.#seen)) {
      const edge = known.edges.get(id);
      if (edge) edges.push(edge);
      else dirty.add(id);
    }
    this.#seen = known.log.length;
    changedPlaces(before, state, dirty);
    this.#state = state;
    this.#known = known;
    for (const id of this.#ofKinds(toggled(before.off, state.off), toggled(before.merged, state.merged))) dirty.add(id);
    for (const id of this.#refold()) dirty.add(id);
    if (dirty.size + edges.length > 0) this.#settle(dirty, edges);
    else this.#scene = { ...this.#scene };
    return this.#scene;
  }

  #settle(dirty: ReadonlySet<RecordId>, learned: readonly EdgeRecord[]): void {
    const changed = new Set<string>();
    const groups = new Set<string>();
    const edges = new Set<EdgeRecord>(learned);
    for (const id of dirty) {
      const old = this.#ends.get(id);
      const end = this.#endOf(id);
      if (old !== end) {
        if (end === undefined) this.#ends.delete(id);
        else this.#ends.set(id, end);
        for (const edge of this.#known.around.get(id) ?? []) edges.add(this.#known.edges.get(edge)!);
        if (old !== undefined && old !== id) this.#members.get(old)?.delete(id);
        if (old === id && this.#nodes.delete(id)) changed.add(id);
      }
      for (const group of [old, end]) if (group !== undefined && group !== id) groups.add(group);
      if (end === id) {
        this.#nodes.set(id, this.#single(id));
        changed.add(id);
      } else if (end !== undefined) this.#membersOf(end).add(id);
    }
    for (const group of groups) {
      const node = this.#group(group);
      if (node) this.#nodes.set(group, node);
      else this.#nodes.delete(group);
      changed.add(group);
    }
    const touched = this.#bundles.settle(edges, this.#ends);
    const version = this.#scene.version + 1;
    this.#journal = [...this.#journal, { nodes: changed, edges: touched }].slice(-REMEMBERED);
    this.#scene = this.#value(version);
  }

  #value(version: number): Scene {
    const journal = this.#journal;
    return {
      nodes: this.#nodes,
      edges: this.#bundles.edges,
      version,
      touching: (id) => this.#bundles.touching.get(id) ?? NONE,
      since: (earlier) => {
        if (earlier < version - journal.length) return null;
        const recent = journal.slice(journal.length - (version - earlier));
        return recent.length === 1
          ? recent[0]!
          : { nodes: new Set(recent.flatMap(({ nodes }) => [...nodes])), edges: new Set(recent.flatMap(({ edges }) => [...edges])) };
      },
    };
  }

  #shown(id: RecordId): { readonly place: Place; readonly record: NodeRecord } | null {
    const place = this.#state.places.get(id);
    const record = this.#known.nodes.get(id);
    return place && record && !place.hidden && !this.#state.off.has(record.kind) ? { place, record } : null;
  }

  #endOf(id: RecordId): string | undefined {
    const shown = this.#shown(id);
    if (!shown || this.#folds.leaves.has(id)) return undefined;
    return this.#state.merged.has(shown.record.kind) && !shown.place.pinned ? groupId(shown.record.kind) : id;
  }

  #single(id: RecordId): SceneNode {
    const { place, record } = this.#shown(id)!;
    const stub = (this.#state.rest.get(id) ?? 0) + (this.#folds.counts.get(id) ?? 0);
    const supernode = (this.#known.totals.get(id) ?? 0) > LIMITS.supernode;
    return { id, kind: record.kind, records: [record], group: false, pinned: place.pinned, stub, supernode, x: place.x, y: place.y };
  }

  #membersOf(group: string): Set<RecordId> {
    const there = this.#members.get(group) ?? new Set<RecordId>();
    this.#members.set(group, there);
    return there;
  }

  #group(id: string): SceneNode | null {
    const records = [...this.#membersOf(id)].map((member) => this.#known.nodes.get(member)!);
    const kind = records[0]?.kind;
    if (!kind) return null;
    const points = records.map((record) => this.#state.places.get(record.id)!);
    const middle = (axis: 'x' | 'y'): number => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
    const at = nearest(points, { x: middle('x'), y: middle('y') });
    return { id, kind, records, group: true, pinned: false, stub: 0, supernode: false, ...at };
  }

  /** Finds folds anew. Gives what is folded now and was not, the other way round, and whose count is another. */
  #refold(): readonly RecordId[] {
    const before = this.#folds;
    if (this.#state.folded.size === 0 && before.leaves.size === 0 && before.counts.size === 0) return [];
    this.#folds = foldsOf(this.#state, this.#known, (id) => this.#shown(id) !== null);
    const { leaves, counts } = this.#folds;
    return [
      ...[...leaves].filter((id) => !before.leaves.has(id)),
      ...[...before.leaves].filter((id) => !leaves.has(id)),
      ...[...counts.keys(), ...before.counts.keys()].filter((id) => counts.get(id) !== before.counts.get(id)),
    ];
  }

  #ofKinds(off: ReadonlySet<NodeKind>, merged: ReadonlySet<NodeKind>): readonly RecordId[] {
    if (off.size + merged.size === 0) return [];
    return [...this.#state.places.keys()].filter((id) => {
      const kind = this.#known.nodes.get(id)?.kind;
      return kind !== undefined && (off.has(kind) || merged.has(kind));
    });
  }

  #forget(): void {
    this.#journal = [];
    this.#nodes = new Map();
    this.#bundles = new Bundles();
    this.#ends = new Map();
    this.#members = new Map();
    this.#folds = NO_FOLDS;
    this.#state = EMPTY_CANVAS;
    this.#seen = 0;
    this.#scene = this.#value(this.#scene.version + 1);
  }
}

function changedPlaces(before: CanvasState, after: CanvasState, dirty: Set<RecordId>): void {
  if (before.places !== after.places) {
    for (const [id, place] of after.places) if (before.places.get(id) !== place) dirty.add(id);
    for (const id of before.places.keys()) if (!after.places.has(id)) dirty.add(id);
  }
  if (before.rest !== after.rest)
    for (const id of [...before.rest.keys(), ...after.rest.keys()]) if (before.rest.get(id) !== after.rest.get(id)) dirty.add(id);
}

const toggled = <T>(a: ReadonlySet<T>, b: ReadonlySet<T>): ReadonlySet<T> => (a === b ? new Set() : different(a, b));

/** Of these places the one nearest to `middle`: unlike the middle itself, which is where their neighbour stands, it is their own. */
function nearest(places: readonly Point[], middle: Point): Point {
  const far = ({ x, y }: Point): number => (x - middle.x) ** 2 + (y - middle.y) ** 2;
  const { x, y } = places.reduce((best, place) => (far(place) < far(best) ? place : best));
  return { x, y };
}
