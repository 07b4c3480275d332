/** Goes on from each row over the adjacency arrays. An edge stands once in a match, a loop without direction is one way. */
import type { Adjacency } from '../../backend.ts';
import type { Expand } from '../../plan/expand.ts';
import type { Matches } from '../matches.ts';
import type { Work } from '../work.ts';
import { edgeKindTable, nodeKindTable } from './kinds.ts';

/** `walked` are the slots of the edges that the same MATCH went over before. */
export function expanded(matches: Matches, step: Expand, walked: readonly number[], adjacency: Adjacency, work: Work): Matches {
  const taken = takenIn(matches, walked);
  return step.hops === null ? overOne(matches, step, taken, adjacency, work) : overMany(matches, step, step.hops, taken, adjacency, work);
}

type Visit = (edge: number, kind: number, far: number) => boolean;

/** Edges of a node in one direction or both. */
export function each(adjacency: Adjacency, direction: Expand['direction'], node: number, visit: Visit): void {
  if (direction !== 'in') adjacency.eachOut(node, visit);
  if (direction === 'in') adjacency.eachIn(node, visit);
  if (direction === 'both') adjacency.eachIn(node, (edge, kind, far) => far === node || visit(edge, kind, far));
}

type Taken = (row: number, edge: number) => boolean;

function overOne(matches: Matches, step: Expand, taken: Taken, adjacency: Adjacency, work: Work): Matches {
  const made = matches.like();
  const edgeKinds = edgeKindTable(step.kinds);
  const nodeKinds = nodeKindTable(step.toKinds);
  let row = 0;
  let looked = 0;
  const visit: Visit = (edge, kind, far) => {
    looked++;
    if (edgeKinds[kind] && nodeKinds[adjacency.nodeKind(far)] && (!step.into || matches.cell(row, step.to) === far) && !taken(row, edge)) {
      work.spend(1);
      const at = made.addFrom(matches, row);
      made.set(at, step.edge, edge);
      made.set(at, step.to, far);
    }
    return true;
  };
  for (; row < matches.count; row++) {
    if (matches.cell(row, step.from) < 0) continue;
    each(adjacency, step.direction, matches.cell(row, step.from), visit);
    work.look(looked);
    looked = 0;
  }
  return made;
}

function overMany(
  matches: Matches,
  step: Expand,
  { min, max }: NonNullable<Expand['hops']>,
  taken: Taken,
  adjacency: Adjacency,
  work: Work,
): Matches {
  const made = matches.like();
  const edgeKinds = edgeKindTable(step.kinds);
  const nodeKinds = nodeKindTable(step.toKinds);
  const path: number[] = [];
  let row = 0;
  const arrive = (node: number): void => {
    if (path.length < min || !nodeKinds[adjacency.nodeKind(node)] || (step.into && matches.cell(row, step.to) !== node)) return;
    work.spend(1);
    const at = made.addFrom(matches, row);
    made.set(at, step.edge, made.lists.push(step.reversed ? path.toReversed() : [...path]) - 1);
    made.set(at, step.to, node);
  };
  const walk = (node: number): void => {
    arrive(node);
    if (path.length === max) return;
    each(adjacency, step.direction, node, (edge, kind, far) => {
      work.look(1);
      if (!edgeKinds[kind] || path.includes(edge) || taken(row, edge)) return true;
      path.push(edge);
      walk(far);
      path.pop();
      return true;
    });
  };
  for (; row < matches.count; row++) if (matches.cell(row, step.from) >= 0) walk(matches.cell(row, step.from));
  return made;
}

/** Whether an edge already stands in a row. */
function takenIn(matches: Matches, walked: readonly number[]): Taken {
  const { slots, lists } = matches;
  const single = walked.filter((slot) => slots[slot]!.type === 'edge');
  const many = walked.filter((slot) => slots[slot]!.type === 'edges');
  return (row, edge) =>
    single.some((slot) => matches.cell(row, slot) === edge) || many.some((slot) => lists[matches.cell(row, slot)]!.includes(edge));
}
