/** Edges between the same two ends as one line, kept while ends change. */
import type { RecordId } from '../../shared/graph/ids.ts';
import type { EdgeRecord } from '../../shared/graph/records.ts';
import type { SceneEdge } from './scene.ts';

interface Pending {
  readonly source: string;
  readonly target: string;
  readonly come: EdgeRecord[];
  readonly gone: Set<RecordId>;
}

export class Bundles {
  readonly edges = new Map<string, SceneEdge>();
  /** Ids of bundles by the node that they touch. */
  readonly touching = new Map<string, Set<string>>();
  /** The bundle that holds an edge. */
  readonly #holder = new Map<RecordId, string>();

  /** Puts these edges where their ends now are. Returns the ids of the bundles that came, went or are others now. */
  settle(edges: Iterable<EdgeRecord>, ends: ReadonlyMap<RecordId, string>): ReadonlySet<string> {
    const pending = new Map<string, Pending>();
    const of = (id: string, source: string, target: string): Pending => {
      const there = pending.get(id) ?? { source, target, come: [], gone: new Set() };
      pending.set(id, there);
      return there;
    };
    for (const edge of edges) {
      const source = ends.get(edge.src);
      const target = ends.get(edge.dst);
      const id = source === undefined || target === undefined || source === target ? undefined : `${source}>${target}`;
      const held = this.#holder.get(edge.id);
      if (held !== undefined) {
        const bundle = this.edges.get(held)!;
        of(held, bundle.source, bundle.target).gone.add(edge.id);
      }
      if (id === undefined) {
        this.#holder.delete(edge.id);
        continue;
      }
      of(id, source!, target!).come.push(edge);
      this.#holder.set(edge.id, id);
    }
    for (const [id, change] of pending) this.#change(id, change);
    return new Set(pending.keys());
  }

  #change(id: string, { source, target, come, gone }: Pending): void {
    const before = this.edges.get(id);
    const kept = before ? before.records.filter((record) => !gone.has(record.id)) : [];
    if (kept.length + come.length === 0) {
      this.edges.delete(id);
      this.touching.get(source)?.delete(id);
      this.touching.get(target)?.delete(id);
      return;
    }
    this.edges.set(id, { id, source, target, records: kept.length === 0 ? come : [...kept, ...come] });
    if (before) return;
    for (const end of [source, target]) {
      const there = this.touching.get(end);
      if (there) there.add(id);
      else this.touching.set(end, new Set([id]));
    }
  }
}
