/** Evidence is a copy: the record as the slice had it when somebody took it, whatever becomes of it later. */
import { randomUUID } from 'node:crypto';
import type { Evidence } from '../../shared/contract/cases.ts';
import type { ActionOutput, ActionParsed } from '../../shared/contract/index.ts';
import { fail, ok } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import type { RecordId } from '../../shared/graph/ids.ts';

export type ReadRecords = (ids: RecordId[]) => Promise<Result<ActionOutput<'graph.read'>>>;
type Taken = Exclude<ActionParsed<'cases.save'>['evidence'][number], { take: 'kept' }>;

/** In the order given; `not_found` when one of them is not in the slice (any more). */
export async function freeze(
  taken: readonly Taken[],
  { read, by, at }: { readonly read: ReadRecords; readonly by: string; readonly at: number },
): Promise<Result<Evidence[]>> {
  const things = taken.filter((one) => one.take === 'node').map(({ id }) => id);
  const found = things.length === 0 ? ok({ nodes: [], edges: [] }) : await read([...new Set(things)]);
  if (!found.ok) return found;
  const nodes = new Map(found.value.nodes.map((node) => [node.id, node]));
  const pieces: Evidence[] = [];
  for (const one of taken) {
    const record = one.take === 'node' ? thing(nodes.get(one.id)) : await event(one, read);
    if (!record.ok) return record;
    pieces.push({ id: randomUUID(), record: record.value, at, by, why: one.why });
  }
  return ok(pieces);
}

type Node = ActionOutput<'graph.read'>['nodes'][number];

const thing = (node: Node | undefined): Result<Evidence['record']> => (node ? ok({ form: 'node', node }) : fail('not_found'));

/** One at a time: among many things there may be more events than one answer holds. */
async function event(one: Extract<Taken, { take: 'edge' }>, read: ReadRecords): Promise<Result<Evidence['record']>> {
  const found = await read([one.src, one.dst]);
  if (!found.ok) return found;
  const [src, dst] = [one.src, one.dst].map((id) => found.value.nodes.find((node) => node.id === id));
  const edge = found.value.edges.find(({ id }) => id === one.id);
  return edge && src && dst && edge.src === src.id && edge.dst === dst.id ? ok({ form: 'edge', edge, src, dst }) : fail('not_found');
}
