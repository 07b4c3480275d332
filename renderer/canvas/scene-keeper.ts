/**
 * Keeps a scene in line with state and records, touching only what changed: ten thousand nodes are not gone through for
 * one that was pinned. A record has an end (itself, its group, or none while it is not shown); edges hang on ends.
 */
import type { RecordId } from '../../shared/graph/ids.ts';
import type { EdgeRecord } from '../../shared/graph/records.ts';
import { LIMITS } from '../../shared/limits.ts';
import { Bundles } from './bundles.ts';
import { NO_FOLDS, foldsOf } from './folds.ts';
import { NOTHING_KNOWN } from './known.ts';
import type { Known } from './known.ts';
import { atOnce, each } from './pieces.ts';
import { sameEdge, sameNode } from './scene.ts';
import type { Changes, Scene, SceneNode } from './scene.ts';
import { workOf } from './scene-work.ts';
import type { Settled, Work } from './scene-work.ts';
import { shownOf, standIn } from './shown.ts';
import { EMPTY_CANVAS } from './state.ts';
import type { CanvasState, Point } from './state.ts';

/** Changes that are remembered for who draws them. */
const REMEMBERED = 64;
const NONE: ReadonlySet<string> = new Set();
const UNSETTLED: Settled = { state: EMPTY_CANVAS, seen: 0, folds: NO_FOLDS };

/** The scene of a state from nothing; who goes on from state to state keeps a keeper. */
export const sceneOf = (state: CanvasState, known: Known): Scene => new SceneKeeper().of(state, known);

export class SceneKeeper {
  #settled = UNSETTLED;
  #known: Known = NOTHING_KNOWN;
  #nodes = new Map<string, SceneNode>();
  #bundles = new Bundles();
  #ends = new Map<RecordId, string>();
  #members = new Map<string, Set<RecordId>>();
  #journal: readonly Changes[] = [];
  #scene: Scene = this.#value(0);

  /**
   * A keeper that goes on from where `before` stands, at a later state. It is made beside it, from nothing and in pieces: `before` stays
   * whole meanwhile. What has not changed is the same thing in both.
   */
  static *beside(before: SceneKeeper, state: CanvasState, known: Known): Generator<void, SceneKeeper> {
    const made = new SceneKeeper();
    made.#known = known;
    made.#settled = { state, seen: known.log.length, folds: foldsOf(state, known) };
    yield* made.#settle(state.places.keys(), []);
    // Records are learned meanwhile.
    for (let left = made.#left(); left; left = made.#left()) yield* made.#settle(left.dirty, left.edges);
    yield* made.#follow(before);
    return made;
  }

  get scene(): Scene {
    return this.#scene;
  }

  /** The same scene again as long as nothing of it changed. */
  of(state: CanvasState, known: Known): Scene {
    return this.within(Infinity, state, known)!;
  }

  /** The same, or null with nothing done where more than `most` records and edges have to be gone through. */
  within(most: number, state: CanvasState, known: Known): Scene | null {
    if (state === this.#settled.state && known === this.#known) return this.#scene;
    const anew = known.log !== this.#known.log && this.#known !== NOTHING_KNOWN;
    const work = workOf(anew ? UNSETTLED : this.#settled, state, known, most);
    if (!work) return null;
    if (anew) this.#forget();
    this.#settled = { state, seen: known.log.length, folds: work.folds };
    this.#known = known;
    if (work.dirty.size + work.edges.length > 0) this.#note(atOnce(this.#settle(work.dirty, work.edges)));
    else this.#scene = { ...this.#scene };
    return this.#scene;
  }

  /** What was learned since, or null. */
  #left(): Work | null {
    const { state } = this.#settled;
    const left = workOf(this.#settled, state, this.#known, Infinity)!;
    this.#settled = { state, seen: this.#known.log.length, folds: left.folds };
    return left.dirty.size + left.edges.length > 0 ? left : null;
  }

  *#settle(dirty: Iterable<RecordId>, learned: readonly EdgeRecord[]): Generator<void, Changes> {
    const changed = new Set<string>();
    const groups = new Set<string>();
    const moved: RecordId[] = [];
    yield* each(dirty, (id) => {
      const old = this.#ends.get(id);
      const end = this.#endOf(id);
      if (old !== end) {
        if (end === undefined) this.#ends.delete(id);
        else this.#ends.set(id, end);
        moved.push(id);
        if (old !== undefined && old !== id) this.#members.get(old)?.delete(id);
        if (old === id && this.#nodes.delete(id)) changed.add(id);
      }
      for (const group of [old, end]) if (group !== undefined && group !== id) groups.add(group);
      if (end === id) {
        this.#nodes.set(id, this.#single(id));
        changed.add(id);
      } else if (end !== undefined) this.#membersOf(end).add(id);
    });
    for (const group of groups) {
      const node = this.#group(group);
      if (node) this.#nodes.set(group, node);
      else this.#nodes.delete(group);
      changed.add(group);
    }
    // Each once, though it may be learned again while these are gone through.
    const edges = new Map(learned.map((edge) => [edge.id, edge]));
    yield* each(this.#around(moved), (edge) => void edges.set(edge.id, edge));
    return { nodes: changed, edges: yield* this.#bundles.settle(edges.values(), this.#ends) };
  }

  /** Edges of all of them, one by one: a single record may have most of all that there are. */
  *#around(ids: readonly RecordId[]): Generator<EdgeRecord> {
    for (const id of ids) for (const edge of this.#known.around.get(id) ?? []) yield this.#known.edges.get(edge)!;
  }

  #note(changes: Changes): void {
    this.#journal = [...this.#journal, changes].slice(-REMEMBERED);
    this.#scene = this.#value(this.#scene.version + 1);
  }

  *#follow(before: SceneKeeper): Generator<void, void> {
    const nodes = yield* changedFrom(before.#nodes, this.#nodes, sameNode);
    const edges = yield* changedFrom(before.#bundles.edges, this.#bundles.edges, sameEdge);
    this.#journal = before.#journal;
    this.#scene = before.#scene;
    this.#note({ nodes, edges });
  }

  #value(version: number): Scene {
    const journal = this.#journal;
    const { edges, touching } = this.#bundles;
    return {
      nodes: this.#nodes,
      edges,
      version,
      touching: (id) => touching.get(id) ?? NONE,
      since: (earlier) => {
        if (earlier < version - journal.length) return null;
        const recent = journal.slice(journal.length - (version - earlier));
        return recent.length === 1
          ? recent[0]!
          : { nodes: new Set(recent.flatMap(({ nodes }) => [...nodes])), edges: new Set(recent.flatMap(({ edges: ids }) => [...ids])) };
      },
    };
  }

  #endOf(id: RecordId): string | undefined {
    const { state, folds } = this.#settled;
    const shown = shownOf(state, this.#known, id);
    if (!shown || folds.leaves.has(id)) return undefined;
    return standIn(state, shown.record, shown.place.pinned);
  }

  #single(id: RecordId): SceneNode {
    const { state, folds } = this.#settled;
    const { place, record } = shownOf(state, this.#known, id)!;
    const stub = (state.rest.get(id) ?? 0) + (folds.counts.get(id) ?? 0);
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
    const points = records.map((record) => this.#settled.state.places.get(record.id)!);
    const middle = (axis: 'x' | 'y'): number => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
    const at = nearest(points, { x: middle('x'), y: middle('y') });
    return { id, kind, records, group: true, pinned: false, stub: 0, supernode: false, ...at };
  }

  #forget(): void {
    this.#journal = [];
    this.#nodes = new Map();
    this.#bundles = new Bundles();
    this.#ends = new Map();
    this.#members = new Map();
    this.#scene = this.#value(this.#scene.version + 1);
  }
}

/** Ids of what came, went or is another now; what is as it was is put back as the very same thing. */
function* changedFrom<T>(
  before: ReadonlyMap<string, T>,
  now: Map<string, T>,
  same: (a: T, b: T) => boolean,
): Generator<void, ReadonlySet<string>> {
  const changed = new Set<string>();
  yield* each(now, ([id, value]) => {
    const old = before.get(id);
    if (old !== undefined && same(old, value)) now.set(id, old);
    else changed.add(id);
  });
  yield* each(before.keys(), (id) => {
    if (!now.has(id)) changed.add(id);
  });
  return changed;
}

/** Of these places the one nearest to `middle`: unlike the middle itself, which is where their neighbour stands, it is their own. */
function nearest(places: readonly Point[], middle: Point): Point {
  const far = ({ x, y }: Point): number => (x - middle.x) ** 2 + (y - middle.y) ** 2;
  const { x, y } = places.reduce((best, place) => (far(place) < far(best) ? place : best));
  return { x, y };
}
