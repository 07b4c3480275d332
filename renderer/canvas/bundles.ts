/** Edges between the same two ends as one line, kept while ends change. */
import type { RecordId } from '../../shared/graph/ids.ts';
import type { EdgeRecord } from '../../shared/graph/records.ts';
import { each } from './pieces.ts';
import type { SceneEdge } from './scene.ts';

interface Pending {
  readonly source: string;
  readonly target: string;
  readonly come: EdgeRecord[];
  gone: Set<RecordId> | null;
}

export class Bundles {
  readonly edges = new Map<string, SceneEdge>();
  /** Ids of bundles by the node that they touch. */
  readonly touching = new Map<string, Set<string>>();
  /** The bundle that holds an edge. */
  readonly #holder = new Map<RecordId, string>();

  /** Puts these edges where their ends now are. Returns the ids of the bundles that came, went or are others now. */
  *settle(edges: Iterable<EdgeRecord>, ends: ReadonlyMap<RecordId, string>): Generator<void, ReadonlySet<string>> {
    const pending = new Map<string, Pending>();
    const of = (id: string, source: string, target: string): Pending => {
      const there = pending.get(id);
      if (there) return there;
      const made = { source, target, come: [], gone: null };
      pending.set(id, made);
      return made;
    };
    yield* each(edges, (edge) => {
      const source = ends.get(edge.src);
      const target = ends.get(edge.dst);
      const id = source === undefined || target === undefined || source === target ? undefined : `${source}>${target}`;
      const held = this.#holder.get(edge.id);
      if (held !== undefined) {
        const bundle = this.edges.get(held)!;
        const left = of(held, bundle.source, bundle.target);
        (left.gone ??= new Set()).add(edge.id);
      }
      if (id === undefined) {
        this.#holder.delete(edge.id);
        return;
      }
      of(id, source!, target!).come.push(edge);
      this.#holder.set(edge.id, id);
    });
    const touched = new Set<string>();
    yield* each(pending, ([id, change]) => {
      this.#change(id, change);
      touched.add(id);
    });
    return touched;
  }

  #change(id: string, { source, target, come, gone }: Pending): void {
    const before = this.edges.get(id);
    const kept = before ? (gone ? before.records.filter((record) => !gone.has(record.id)) : before.records) : [];
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
