/** Evidence is a copy: the record as the slice had it when somebody took it, whatever becomes of it later. */
import { randomUUID } from 'node:crypto';
import type { Evidence } from '../../shared/contract/cases.ts';
import type { ActionOutput, ActionParsed } from '../../shared/contract/index.ts';
import { fail, ok } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import type { RecordId } from '../../shared/graph/ids.ts';
import { LIMITS } from '../../shared/limits.ts';

export type ReadRecords = (ids: RecordId[]) => Promise<Result<ActionOutput<'graph.read'>>>;
type Taken = Exclude<ActionParsed<'cases.save'>['evidence'][number], { take: 'kept' }>;

/** In the order given; `not_found` when one of them is not in the slice (any more). */
export async function freeze(
  taken: readonly Taken[],
  { read, by, at }: { readonly read: ReadRecords; readonly by: string; readonly at: number },
): Promise<Result<Evidence[]>> {
  if (taken.length === 0) return ok([]);
  const wanted = new Set(taken.flatMap((one) => (one.take === 'node' ? [one.id] : [one.src, one.dst])));
  if (wanted.size > LIMITS.canvasStop) return fail('limit');
  const found = await read([...wanted]);
  if (!found.ok) return found;
  const nodes = new Map(found.value.nodes.map((node) => [node.id, node]));
  const edges = new Map(found.value.edges.map((edge) => [edge.id, edge]));
  const pieces: Evidence[] = [];
  for (const one of taken) {
    const record = recordOf(one, nodes, edges);
    if (!record) return fail('not_found');
    pieces.push({ id: randomUUID(), record, at, by, why: one.why });
  }
  return ok(pieces);
}

function recordOf(
  one: Taken,
  nodes: ReadonlyMap<string, ActionOutput<'graph.read'>['nodes'][number]>,
  edges: ReadonlyMap<string, ActionOutput<'graph.read'>['edges'][number]>,
): Evidence['record'] | null {
  if (one.take === 'node') {
    const node = nodes.get(one.id);
    return node ? { form: 'node', node } : null;
  }
  const [edge, src, dst] = [edges.get(one.id), nodes.get(one.src), nodes.get(one.dst)];
  return edge && src && dst && edge.src === src.id && edge.dst === dst.id ? { form: 'edge', edge, src, dst } : null;
}
