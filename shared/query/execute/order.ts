/** The total order of rows: the question's keys, then the ids of everything that is bound, slot by slot. */
import type { SortKey } from '../plan/sort.ts';
import { order } from '../value/compare.ts';
import { toCompare } from '../value/weight.ts';
import type { Value } from '../value/expression.ts';
import type { Book } from './book.ts';
import { NONE, upTo } from './matches.ts';
import type { Matches } from './matches.ts';
import type { Source } from './source.ts';
import type { Work } from './work.ts';

type Order = Pick<Source, 'compareNodes' | 'compareEdges'>;

/** The first `limit` rows, in order. Rows that stand in an order keep it where there is no key. */
export async function firstRows(
  matches: Matches,
  keys: readonly SortKey[],
  limit: number,
  source: Order,
  book: Book,
  work: Work,
): Promise<readonly number[]> {
  if (keys.length === 0 && matches.ordered) return upTo(Math.min(limit, matches.count));
  const ids = matches.ordered ? (a: number, b: number) => a - b : byIds(matches, source, work);
  if (keys.length === 0) return first(matches.count, limit, ids, work);
  const values = await book.values(
    matches,
    keys.map((key) => key.value),
  );
  const compare: Compare = (a, b) => {
    for (let key = 0; key < keys.length; key++) {
      const sign = ordered(values[a]![key]!, values[b]![key]!, work);
      if (sign !== 0) return keys[key]!.descending ? -sign : sign;
    }
    return ids(a, b);
  };
  return first(matches.count, limit, compare, work);
}

function ordered(a: Value, b: Value, work: Work): number {
  work.look(toCompare(a, b));
  return order(a, b);
}

/** The rows in their order by ids, or as they stand where they have one. */
export async function inOrder(matches: Matches, source: Order, work: Work): Promise<Matches> {
  if (matches.ordered) return matches;
  return matches.picked(await sorted(upTo(matches.count), byIds(matches, source, work), work), work);
}

/** As `sort` would, with rests: runs that double their length are merged. */
async function sorted(rows: number[], compare: Compare, work: Work): Promise<number[]> {
  let from = rows;
  let to = new Array<number>(rows.length);
  for (let length = 1; length < rows.length; length *= 2) {
    for (let start = 0; start < rows.length; start += 2 * length) {
      const [middle, end] = [Math.min(start + length, rows.length), Math.min(start + 2 * length, rows.length)];
      let [left, right] = [start, middle];
      for (let at = start; at < end; at++) {
        work.step();
        if (work.tired) await work.rest();
        to[at] = left < middle && (right >= end || compare(from[left]!, from[right]!) <= 0) ? from[left++]! : from[right++]!;
      }
    }
    [from, to] = [to, from];
  }
  return from;
}

type Compare = (a: number, b: number) => number;

function byIds(matches: Matches, source: Order, work: Work): Compare {
  const { room, slots, lists, values } = matches;
  const types = slots.map((slot) => slot.type);
  return (a, b) => {
    for (let slot = room.from; slot < room.end; slot++) {
      const x = matches.cell(a, slot);
      const y = matches.cell(b, slot);
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
              : ordered(values[x]!, values[y]!, work);
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
async function first(count: number, limit: number, compare: Compare, work: Work): Promise<number[]> {
  if (limit === 0) return [];
  let kept: number[] = [];
  let last: number | null = null;
  for (let row = 0; row < count; row++) {
    work.step();
    if (work.tired) await work.rest();
    if (last !== null && compare(row, last) >= 0) continue;
    if (kept.push(row) < 2 * limit + 64) continue;
    kept = (await sorted(kept, compare, work)).slice(0, limit);
    last = kept[limit - 1]!;
  }
  return (await sorted(kept, compare, work)).slice(0, limit);
}
