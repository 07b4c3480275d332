/**
 * Shortest paths between two nodes, from both ends at once: the side with the fewer nodes goes on by one edge, until the
 * two meet. What lies on a shortest path is then walked in the order of the edges' ids, so the answer is the same everywhere.
 */
import type { Shortest } from '../plan/shortest.ts';
import type { Matches } from './matches.ts';
import type { Work } from './work.ts';

export type Way = Pick<Shortest, 'kinds' | 'direction'>;

export interface Link {
  readonly edge: number;
  readonly from: number;
  readonly to: number;
}

/** One edge further from many nodes at once, as a back end can tell it. */
export interface Hops {
  /** Nodes at the far ends; one may come more than once. */
  fars(nodes: readonly number[], way: Way, work: Work): Promise<readonly number[]>;
  /** The edges that lead from these nodes to those. */
  links(from: readonly number[], to: ReadonlySet<number>, way: Way, work: Work): Promise<readonly Link[]>;
  compareEdges(a: number, b: number): number;
}

const FLIPPED = { out: 'in', in: 'out', both: 'both' } as const;

/** Edges of each path in order, the paths by the ids of their edges. Empty where none has at most `hops.max` edges. */
export async function shortestPaths(source: Hops, step: Shortest, from: number, to: number, work: Work): Promise<readonly number[][]> {
  if (from === to) return step.hops.min === 0 ? [[]] : [];
  const back: Way = { kinds: step.kinds, direction: FLIPPED[step.direction] };
  const [near, far] = [new Side(from), new Side(to)];
  while (near.depth + far.depth < step.hops.max) {
    const [side, other] = near.frontier.length <= far.frontier.length ? [near, far] : [far, near];
    side.grow(await source.fars(side.frontier, side === near ? step : back, work));
    if (side.frontier.length === 0) return [];
    const met = side.frontier.filter((node) => other.seen.has(node));
    if (met.length > 0) return walked(source, await linksOf(source, step, back, near, far, met, work), from, step.all, work);
  }
  return [];
}

/** What was reached from one end, level by level. */
class Side {
  readonly seen = new Set<number>();
  readonly levels: number[][] = [];

  constructor(node: number) {
    this.grow([node]);
  }

  get depth(): number {
    return this.levels.length - 1;
  }

  get frontier(): readonly number[] {
    return this.levels[this.depth]!;
  }

  grow(nodes: readonly number[]): void {
    const fresh: number[] = [];
    for (const node of nodes) {
      if (this.seen.has(node)) continue;
      this.seen.add(node);
      fresh.push(node);
    }
    this.levels.push(fresh);
  }
}

/** The edges on shortest paths, one list for each place in the path. */
async function linksOf(source: Hops, ahead: Way, back: Way, near: Side, far: Side, met: readonly number[], work: Work): Promise<Link[][]> {
  const links: Link[][] = [];
  let at = met;
  for (let depth = near.depth - 1; depth >= 0; depth--) {
    const found = await source.links(at, new Set(near.levels[depth]), back, work);
    const turned = found.map(({ edge, from, to }) => ({ edge, from: to, to: from }));
    links.unshift(turned);
    at = [...new Set(turned.map((link) => link.from))];
  }
  at = met;
  for (let depth = far.depth - 1; depth >= 0; depth--) {
    const found = await source.links(at, new Set(far.levels[depth]), ahead, work);
    links.push([...found]);
    at = [...new Set(found.map((link) => link.to))];
  }
  return links;
}

/** Every list leads on to the next, so that no walk ends before the last. */
function walked(source: Hops, links: readonly Link[][], from: number, all: boolean, work: Work): number[][] {
  const leaving = links.map((list) =>
    Map.groupBy(
      list.toSorted((a, b) => source.compareEdges(a.edge, b.edge)),
      (link) => link.from,
    ),
  );
  const paths: number[][] = [];
  const path: number[] = [];
  const walk = (node: number): void => {
    if (path.length === links.length) {
      work.look(links.length);
      if (all && paths.length >= work.enough) throw work.tooManyRows();
      paths.push([...path]);
      return;
    }
    for (const { edge, to } of leaving[path.length]!.get(node)!) {
      path.push(edge);
      walk(to);
      path.pop();
      if (!all && paths.length > 0) return;
    }
  };
  walk(from);
  return paths;
}

/** Goes on from each row by the shortest path between two of its nodes, or by all of them. */
export async function shortened(rows: Matches, step: Shortest, source: Hops, work: Work): Promise<Matches> {
  work.at = step;
  const made = rows.like();
  const known = new Map<string, readonly number[][]>();
  for (let row = 0; row < rows.count; row++) {
    const [from, to] = [rows.cell(row, step.from), rows.cell(row, step.to)];
    if (from < 0 || to < 0) continue;
    const pair = `${from} ${to}`;
    work.tick();
    if (work.tired) await work.rest();
    const paths = known.get(pair) ?? (await shortestPaths(source, step, from, to, work));
    known.set(pair, paths);
    work.spend(paths.length);
    for (const path of paths) made.set(made.addFrom(rows, row), step.edge, made.lists.push(path) - 1);
  }
  return made;
}
