/** The total order of rows: the question's keys, then the ids of everything that is bound, slot by slot. */
import type { SortKey } from '../plan/sort.ts';
import { order } from '../value/compare.ts';
import type { Book } from './book.ts';
import { NONE, rowsUpTo } from './matches.ts';
import type { Matches } from './matches.ts';
import type { Source } from './source.ts';

type Order = Pick<Source, 'compareNodes' | 'compareEdges'>;

/** The first `limit` rows, in order. Rows that stand in an order keep it where there is no key. */
export async function firstRows(
  matches: Matches,
  keys: readonly SortKey[],
  limit: number,
  source: Order,
  book: Book,
): Promise<readonly number[]> {
  if (keys.length === 0 && matches.ordered) return Array.from(rowsUpTo(Math.min(limit, matches.count)));
  const ids = matches.ordered ? (a: number, b: number) => a - b : byIds(matches, source);
  if (keys.length === 0) return first(matches.count, limit, ids);
  const values = await book.values(
    matches,
    keys.map((key) => key.value),
  );
  return first(matches.count, limit, (a, b) => {
    for (let key = 0; key < keys.length; key++) {
      const sign = order(values[a]![key]!, values[b]![key]!);
      if (sign !== 0) return keys[key]!.descending ? -sign : sign;
    }
    return ids(a, b);
  });
}

/** The rows in their order by ids, or as they stand where they have one. */
export function inOrder(matches: Matches, source: Order): Matches {
  if (matches.ordered) return matches;
  return matches.picked(Array.from(rowsUpTo(matches.count)).sort(byIds(matches, source)));
}

type Compare = (a: number, b: number) => number;

function byIds(matches: Matches, source: Order): Compare {
  const { slots, width, cells, lists, values } = matches;
  const types = slots.map((slot) => slot.type);
  return (a, b) => {
    for (let slot = 0; slot < slots.length; slot++) {
      const x = cells[a * width + slot]!;
      const y = cells[b * width + slot]!;
      if (x === y) continue;
      if (x === NONE || y === NONE) return x === NONE ? 1 : -1;
      const type = types[slot];
      const sign =
        type === 'node'
          ? source.compareNodes(x, y)
          : type === 'edge'
            ? source.compareEdges(x, y)
            : type === 'edges'
              ? byEdges(lists[x]!, lists[y]!, source)
              : order(values[x]!, values[y]!);
      if (sign !== 0) return sign;
    }
    return 0;
  };
}

function byEdges(a: readonly number[], b: readonly number[], source: Order): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const sign = a[i] === b[i] ? 0 : source.compareEdges(a[i]!, b[i]!);
    if (sign !== 0) return sign;
  }
  return a.length - b.length;
}

/** The first `limit` of the numbers below `count`; what comes after the last one kept so far is dropped at sight. */
function first(count: number, limit: number, compare: Compare): number[] {
  if (limit === 0) return [];
  const kept: number[] = [];
  let last: number | null = null;
  for (let row = 0; row < count; row++) {
    if (last !== null && compare(row, last) >= 0) continue;
    if (kept.push(row) < 2 * limit + 64) continue;
    kept.sort(compare).length = limit;
    last = kept[limit - 1]!;
  }
  return kept.sort(compare).slice(0, limit);
}
