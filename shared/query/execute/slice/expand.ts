/** Goes on from each row over the adjacency arrays. An edge stands once in a match, a loop without direction is one way. */
import type { Adjacency } from '../../backend.ts';
import type { Expand } from '../../plan/expand.ts';
import { Matches, UNBOUND } from '../matches.ts';
import type { Work } from '../work.ts';
import { edgeKindTable, nodeKindTable } from './kinds.ts';

export function expanded(matches: Matches, step: Expand, adjacency: Adjacency, work: Work): Matches {
  return step.hops === null ? overOne(matches, step, adjacency, work) : overMany(matches, step, step.hops, adjacency, work);
}

type Visit = (edge: number, kind: number, far: number) => boolean;

/** Edges of a node in one direction or both. */
export function each(adjacency: Adjacency, direction: Expand['direction'], node: number, visit: Visit): void {
  if (direction !== 'in') adjacency.eachOut(node, visit);
  if (direction === 'in') adjacency.eachIn(node, visit);
  if (direction === 'both') adjacency.eachIn(node, (edge, kind, far) => far === node || visit(edge, kind, far));
}

function overOne(matches: Matches, step: Expand, adjacency: Adjacency, work: Work): Matches {
  const made = new Matches(matches.slots, matches.paths);
  const edgeKinds = edgeKindTable(step.kinds);
  const nodeKinds = nodeKindTable(step.toKinds);
  const taken = takenIn(matches);
  let from = 0;
  let looked = 0;
  const visit: Visit = (edge, kind, far) => {
    looked++;
    if (
      edgeKinds[kind] &&
      nodeKinds[adjacency.nodeKind(far)] &&
      (!step.into || matches.cells[from + step.to] === far) &&
      !taken(from, edge)
    ) {
      work.spend(1);
      const at = made.push(matches, from);
      made.cells[at + step.edge] = edge;
      made.cells[at + step.to] = far;
    }
    return true;
  };
  for (; from < matches.cells.length; from += matches.width) {
    each(adjacency, step.direction, matches.cells[from + step.from]!, visit);
    work.look(looked);
    looked = 0;
  }
  return made;
}

function overMany(matches: Matches, step: Expand, { min, max }: NonNullable<Expand['hops']>, adjacency: Adjacency, work: Work): Matches {
  const made = new Matches(matches.slots, matches.paths);
  const edgeKinds = edgeKindTable(step.kinds);
  const nodeKinds = nodeKindTable(step.toKinds);
  const taken = takenIn(matches);
  const path: number[] = [];
  let from = 0;
  const arrive = (node: number): void => {
    if (path.length < min || !nodeKinds[adjacency.nodeKind(node)] || (step.into && matches.cells[from + step.to] !== node)) return;
    work.spend(1);
    const at = made.push(matches, from);
    made.cells[at + step.edge] = made.paths.push(step.reversed ? path.toReversed() : [...path]) - 1;
    made.cells[at + step.to] = node;
  };
  const walk = (node: number): void => {
    arrive(node);
    if (path.length === max) return;
    each(adjacency, step.direction, node, (edge, kind, far) => {
      work.look(1);
      if (!edgeKinds[kind] || path.includes(edge) || taken(from, edge)) return true;
      path.push(edge);
      walk(far);
      path.pop();
      return true;
    });
  };
  for (; from < matches.cells.length; from += matches.width) walk(matches.cells[from + step.from]!);
  return made;
}

/** Whether an edge already stands in the row that starts at `from`. */
function takenIn({ slots, cells, paths }: Matches): (from: number, edge: number) => boolean {
  const bound = slots.flatMap((slot, index) => (slot.type !== 'node' && cells[index] !== UNBOUND ? [index] : []));
  const single = bound.filter((slot) => slots[slot]!.type === 'edge');
  const many = bound.filter((slot) => slots[slot]!.type === 'path');
  return (from, edge) =>
    single.some((slot) => cells[from + slot] === edge) || many.some((slot) => paths[cells[from + slot]!]!.includes(edge));
}
