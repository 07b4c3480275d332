/** The shortest path between two records: the plan of a question in text, answered as records in the path's order. */
import { AppFailure } from '../../errors.ts';
import type { Path } from '../answers.ts';
import type { BoundPlan } from '../bind/bind.ts';
import type { Shortest } from '../plan/shortest.ts';
import { along } from '../value/along.ts';
import { Book } from './book.ts';
import { Matches, roomFor } from './matches.ts';
import type { Walked } from './program.ts';
import { shortestPaths } from './shortest.ts';
import type { Source } from './source.ts';
import type { Work } from './work.ts';

/** `not_found` (thrown as AppFailure) where an end is not there. */
export async function answerPath({ slots, operators }: BoundPlan<unknown>, step: Shortest, source: Source, work: Work): Promise<Path> {
  const start = Matches.start(roomFor(slots));
  const ends = await source.match(start, operators.slice(0, -1) as readonly Walked[], null, new Book(source, work), work);
  if (ends.count !== 1) throw new AppFailure('not_found');
  work.at = step;
  const [from, to] = [ends.cell(0, step.from), ends.cell(0, step.to)];
  const [path] = await shortestPaths(source, step, from, to, work);
  if (!path) return { nodes: [], edges: [], hops: null };
  const edges = await source.edges(path);
  const [first] = await source.nodes([from]);
  const nodes = await source.nodesById(along(first!.id, edges));
  return { nodes: nodes as Path['nodes'], edges: edges as Path['edges'], hops: edges.length };
}
