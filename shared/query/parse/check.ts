/** What a word or number of a query may be, refused at its place with a fix where one is known. Throws AppFailure to `parseQuery`. */
import type { IToken } from 'chevrotain';
import { AppFailure } from '../../errors.ts';
import type { ErrorPlace } from '../../errors.ts';
import { EDGE_KIND_NAMES, NODE_KINDS } from '../../graph/kinds.ts';
import type { EdgeKind, NodeKind } from '../../graph/kinds.ts';
import { LIMITS } from '../../limits.ts';
import type { Name } from './ast.ts';
import { nearest } from './words.ts';

export function nodeKind(name: Name): NodeKind {
  if ((NODE_KINDS as readonly string[]).includes(name.text)) return name.text as NodeKind;
  throw unknown('kind of node', name, NODE_KINDS);
}

export function edgeKind(name: Name): EdgeKind {
  if ((EDGE_KIND_NAMES as readonly string[]).includes(name.text)) return name.text as EdgeKind;
  throw unknown('kind of edge', name, EDGE_KIND_NAMES);
}

function unknown(what: string, name: Name, known: readonly string[]): AppFailure {
  const meant = nearest(name.text, known);
  const next = meant === null ? `Known: ${known.join(', ')}.` : `Write ${meant}.`;
  return new AppFailure('query_syntax', { text: `There is no ${what} ${JSON.stringify(name.text)}.`, next, place: name.place });
}

export function numberOf(image: string, negative: boolean, place: ErrorPlace): number {
  const value = Number(image);
  if (!Number.isFinite(value)) throw new AppFailure('query_syntax', { text: 'That number is too large.', place });
  return negative ? 0 - value : value;
}

export function hopsBetween(min: IToken | null, range: boolean, max: IToken | null, place: ErrorPlace): { min: number; max: number } {
  const end = range ? max : min;
  if (end === null) {
    throw new AppFailure('query_unsupported', {
      text: 'A variable length with an unbound end is not supported.',
      next: `Give it an end: *1..${LIMITS.hops} at most.`,
      place,
    });
  }
  const from = min === null ? 1 : Number(min.image);
  const to = Number(end.image);
  for (const hops of [from, to])
    if (!Number.isSafeInteger(hops)) throw new AppFailure('query_syntax', { text: 'A number of hops is a whole number.', place });
  if (to > LIMITS.hops)
    throw new AppFailure('limit', {
      text: `A variable length has at most ${LIMITS.hops} hops.`,
      next: `Write *${Math.min(from, LIMITS.hops)}..${LIMITS.hops}.`,
      place,
    });
  if (from > to)
    throw new AppFailure('query_syntax', { text: 'A variable length ends before it starts.', next: `Write *${to}..${from}.`, place });
  return { min: from, max: to };
}
