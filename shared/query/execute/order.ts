/** The total order of an answer's rows: the question's keys, then the ids of everything that is bound, slot by slot. */
import type { SortKey } from '../plan/sort.ts';
import { order } from '../value/compare.ts';
import { evaluate } from '../value/evaluate.ts';
import type { Value } from '../value/expression.ts';
import type { Book } from './book.ts';
import { rowsUpTo } from './matches.ts';
import type { Matches } from './matches.ts';
import type { Source } from './source.ts';

/** The first `limit` rows, in order. */
export async function firstRows(
  matches: Matches,
  keys: readonly SortKey[],
  limit: number,
  source: Source,
  book: Book,
): Promise<readonly number[]> {
  if (keys.length === 0 && matches.ordered) return Array.from(rowsUpTo(Math.min(limit, matches.count)));
  const ids = byIds(matches, source);
  if (keys.length === 0) return first(matches.count, limit, ids);
  await book.load(
    matches,
    keys.map((key) => key.value),
  );
  const values: Value[][] = keys.map((key) =>
    Array.from(rowsUpTo(matches.count), (row) => evaluate(key.value, (slot) => book.held(matches, row, slot))),
  );
  return first(matches.count, limit, (a, b) => {
    for (let key = 0; key < keys.length; key++) {
      const sign = order(values[key]![a]!, values[key]![b]!);
      if (sign !== 0) return keys[key]!.descending ? -sign : sign;
    }
    return ids(a, b);
  });
}

type Compare = (a: number, b: number) => number;

function byIds(matches: Matches, source: Source): Compare {
  const { slots, width, cells, paths } = matches;
  const types = slots.map((slot) => slot.type);
  return (a, b) => {
    for (let slot = 0; slot < width; slot++) {
      const x = cells[a * width + slot]!;
      const y = cells[b * width + slot]!;
      if (x === y) continue;
      const type = types[slot];
      const sign =
        type === 'node' ? source.compareNodes(x, y) : type === 'edge' ? source.compareEdges(x, y) : byEdges(paths[x]!, paths[y]!, source);
      if (sign !== 0) return sign;
    }
    return 0;
  };
}

function byEdges(a: readonly number[], b: readonly number[], source: Source): number {
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
