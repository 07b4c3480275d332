/**
 * The first matches in the order of their ids, without the others: where a walk goes along the text, depth first over
 * each node's edges by id is that order, so it can stop early. A LIMIT then costs what it shows, however broad the pattern.
 */
import type { Adjacency } from '../../backend.ts';
import type { Expand } from '../../plan/expand.ts';
import type { Operator } from '../../plan/operator.ts';
import { Matches, UNBOUND } from '../matches.ts';
import type { Room } from '../matches.ts';
import type { Source } from '../source.ts';
import type { Work } from '../work.ts';
import { edgeKindTable, nodeKindTable } from './kinds.ts';
import { edgesById } from './sorted-edges.ts';

/** The steps of a walk that starts at the first slot and binds the others in their order, with no filter to read for; or null. */
export function alongText(operators: readonly Operator[], said: ReadonlyMap<Operator, unknown>): readonly Expand[] | null {
  let next = 0;
  const steps: Expand[] = [];
  for (const operator of operators) {
    if (operator.op === 'shortest') return null;
    if (operator.op === 'filter' && !said.has(operator)) return null;
    if (operator.op === 'scan' && operator.slot !== next++) return null;
    if (operator.op !== 'expand') continue;
    if (operator.reversed || operator.edge !== next++ || (!operator.into && operator.to !== next++)) return null;
    steps.push(operator);
  }
  return operators.filter(({ op }) => op === 'scan').length === 1 ? steps : null;
}

/** In order, each when it is asked for: a heap, so that the first of a million costs no sorting of the others. */
function* smallestFirst(starts: readonly number[], compare: (a: number, b: number) => number, work: Work): Generator<number> {
  const heap = [...starts];
  const sink = (from: number): void => {
    for (let at = from; ;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      const child = right < heap.length && compare(heap[right]!, heap[left]!) < 0 ? right : left;
      if (child >= heap.length || compare(heap[at]!, heap[child]!) <= 0) return;
      [heap[at], heap[child]] = [heap[child]!, heap[at]!];
      at = child;
    }
  };
  for (let at = (heap.length >> 1) - 1; at >= 0; at--) sink(at);
  while (heap.length > 0) {
    const [least] = heap;
    const last = heap.pop()!;
    if (heap.length > 0) {
      heap[0] = last;
      sink(0);
    }
    work.look(1);
    yield least!;
  }
}

/** At most `most` rows; a start that leads to none is looked at, and is no row. `starts` are ordinals of nodes, in any order. */
export function firstMatches(
  room: Room,
  steps: readonly Expand[],
  starts: readonly number[],
  most: number,
  source: Pick<Source, 'compareNodes' | 'compareEdges'>,
  adjacency: Adjacency,
  work: Work,
): Matches {
  const made = new Matches(room);
  made.ordered = true;
  const row = new Array<number>(made.width).fill(UNBOUND);
  const taken: number[] = [];
  const tables = steps.map((step) => ({ edges: edgeKindTable(step.kinds), nodes: nodeKindTable(step.toKinds) }));

  /** Each of these says whether more rows are wanted. */
  const go = (depth: number): boolean => {
    const step = steps[depth];
    if (!step) {
      work.spend(1);
      made.addCells(row);
      return made.count < most;
    }
    return step.hops === null ? one(step, depth) : many(step, depth, step.hops, row[step.from]!, taken.length);
  };
  const fits = (step: Expand, depth: number, node: number): boolean =>
    tables[depth]!.nodes[adjacency.nodeKind(node)] === 1 && (!step.into || row[step.to] === node);
  const arrive = (step: Expand, depth: number, cell: number, node: number): boolean => {
    row[step.edge] = cell;
    if (!step.into) row[step.to] = node;
    const more = go(depth + 1);
    row[step.edge] = UNBOUND;
    if (!step.into) row[step.to] = UNBOUND;
    return more;
  };
  const one = (step: Expand, depth: number): boolean => {
    const { edges, kinds, fars } = edgesById(adjacency, source, step.direction, row[step.from]!);
    for (let at = 0; at < edges.length; at++) {
      work.look(1);
      const [edge, far] = [edges[at]!, fars[at]!];
      if (!tables[depth]!.edges[kinds[at]!] || !fits(step, depth, far) || taken.includes(edge)) continue;
      taken.push(edge);
      const more = arrive(step, depth, edge, far);
      taken.pop();
      if (!more) return false;
    }
    return true;
  };
  const many = (step: Expand, depth: number, hops: NonNullable<Expand['hops']>, node: number, from: number): boolean => {
    const length = taken.length - from;
    if (length >= hops.min && fits(step, depth, node)) {
      const [rows, path] = [made.count, made.lists.push(taken.slice(from)) - 1];
      if (!arrive(step, depth, path, node)) return false;
      if (made.count === rows) made.lists.length = path;
    }
    if (length === hops.max) return true;
    const { edges, kinds, fars } = edgesById(adjacency, source, step.direction, node);
    for (let at = 0; at < edges.length; at++) {
      work.look(1);
      const edge = edges[at]!;
      if (!tables[depth]!.edges[kinds[at]!] || taken.includes(edge)) continue;
      taken.push(edge);
      const more = many(step, depth, hops, fars[at]!, from);
      taken.pop();
      if (!more) return false;
    }
    return true;
  };

  if (most === 0) return made;
  for (const start of smallestFirst(starts, source.compareNodes, work)) {
    row[0] = start;
    if (!go(0)) break;
  }
  return made;
}
