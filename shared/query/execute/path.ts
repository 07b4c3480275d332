/** The shortest path between two records: the plan of a question in text, answered as records in the path's order. */
import { AppFailure } from '../../errors.ts';
import type { EdgeRecord } from '../../graph/records.ts';
import type { Path } from '../answers.ts';
import type { BoundPlan } from '../bind/bind.ts';
import type { Shortest } from '../plan/shortest.ts';
import { Book } from './book.ts';
import { shortestPaths } from './shortest.ts';
import type { Source } from './source.ts';
import { Work } from './work.ts';

/** `not_found` (thrown as AppFailure) where an end is not there. */
export async function answerPath({ slots, operators }: BoundPlan<unknown>, step: Shortest, source: Source): Promise<Path> {
  const work = new Work();
  const ends = await source.match(slots, operators.slice(0, -1), null, new Book(source), work);
  if (ends.count !== 1) throw new AppFailure('not_found');
  const [from, to] = [ends.cell(0, step.from), ends.cell(0, step.to)];
  const [path] = await shortestPaths(source, step, from, to, work);
  if (!path) return { nodes: [], edges: [], hops: null };
  const edges = await source.edges(path);
  const [first] = await source.nodes([from]);
  const nodes = await source.nodesById(along(first!.id, edges));
  return { nodes: nodes as Path['nodes'], edges: edges as Path['edges'], hops: edges.length };
}

/** The ids of a path's nodes: each edge is walked from the end at which the one before it arrived. */
export function along(start: string, edges: readonly Pick<EdgeRecord, 'src' | 'dst'>[]): string[] {
  const ids = [start];
  for (const { src, dst } of edges) ids.push(ids.at(-1) === src ? dst : src);
  return ids;
}
