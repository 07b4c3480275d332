/** What a word or number of a query may be, refused at its place with a fix where one is known. Throws AppFailure to `parseQuery`. */
import type { IToken } from 'chevrotain';
import { AppFailure } from '../../errors.ts';
import type { ErrorPlace } from '../../errors.ts';
import { EDGE_KIND_NAMES, NODE_KINDS } from '../../graph/kinds.ts';
import type { EdgeKind, NodeKind } from '../../graph/kinds.ts';
import { LIMITS } from '../../limits.ts';
import { FUNCTION_NAMES, functionNamed } from '../value/functions.ts';
import type { Call, Expression, Name, PathPattern, Quantifier } from './ast.ts';
import { toName } from './place.ts';
import { nameOf, nearest } from './words.ts';

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

const QUANTIFIERS: readonly string[] = ['all', 'any', 'none', 'single'] satisfies Quantifier[];
export const isQuantifier = (token: IToken): boolean => QUANTIFIERS.includes(nameOf(token.image).toLowerCase());

/** What to write instead of a function that there is not. */
export const INSTEAD: Readonly<Record<string, string>> = {
  id: 'Write .id after the variable.',
  elementid: 'Write .id after the variable.',
  type: 'Write .kind after the variable.',
  labels: 'Write .kind after the variable.',
  exists: 'Write IS NOT NULL after the value.',
  shortestpath: 'Write it in MATCH: MATCH p = shortestPath(…).',
  allshortestpaths: 'Write it in MATCH: MATCH p = allShortestPaths(…).',
  tolowercase: 'Write toLower().',
  lower: 'Write toLower().',
  upper: 'Write toUpper().',
  btrim: 'Write trim().',
  char_length: 'Write size().',
  character_length: 'Write size().',
};

export function functionOf(
  token: IToken,
  { args, distinct, star, place }: { args: readonly Expression[]; distinct: IToken | null; star: IToken | null; place: ErrorPlace },
): Call {
  const name = toName(token);
  const found = functionNamed(name.text);
  if (!found) {
    const meant = isQuantifier(token) ? null : nearest(name.text, FUNCTION_NAMES);
    const next = isQuantifier(token)
      ? `Write ${name.text}(x IN list WHERE …).`
      : (INSTEAD[name.text.toLowerCase()] ?? (meant === null ? `Known: ${FUNCTION_NAMES.join(', ')}.` : `Write ${meant}().`));
    throw new AppFailure('query_unsupported', { text: `The function ${name.text}() is not supported.`, next, place: name.place });
  }
  if (star && found.name !== 'count')
    throw new AppFailure('query_syntax', { text: 'Only count() takes a star.', next: 'Name what to take.', place: name.place });
  if (distinct && !found.aggregate)
    throw new AppFailure('query_syntax', {
      text: 'DISTINCT stands in aggregates only.',
      next: 'Remove it.',
      place: { offset: distinct.startOffset, length: distinct.image.length },
    });
  if (!star && (args.length < found.takes[0] || args.length > found.takes[1])) {
    const [least, most] = found.takes;
    const many = least === most ? String(least) : most === Infinity ? `${least} or more` : `${least} to ${most}`;
    throw new AppFailure('query_syntax', {
      text: `${found.name}() takes ${many} ${many === '1' ? 'value' : 'values'}.`,
      next: `Write ${found.usage}.`,
      place,
    });
  }
  return { type: 'call', called: found.name, args, distinct: distinct !== null, star: star !== null, place };
}

export function shortestOf(token: IToken, { nodes, edges }: Pick<PathPattern, 'nodes' | 'edges'>): NonNullable<PathPattern['shortest']> {
  const name = toName(token);
  const which = { shortestpath: 'first', allshortestpaths: 'all' }[name.text.toLowerCase()] as PathPattern['shortest'] | undefined;
  if (!which)
    throw new AppFailure('query_unsupported', {
      text: `The function ${name.text}() in a pattern is not supported.`,
      next: 'A pattern knows shortestPath() and allShortestPaths().',
      place: name.place,
    });
  const [edge, ...more] = edges;
  if (!edge || more.length > 0)
    throw new AppFailure('query_syntax', {
      text: `${name.text}() goes over one edge pattern.`,
      next: `Write ${name.text}((a)-[*..${LIMITS.hops}]-(b)).`,
      place:
        nodes.length > 0
          ? { offset: nodes[0]!.place.offset, length: nodes.at(-1)!.place.offset + nodes.at(-1)!.place.length - nodes[0]!.place.offset }
          : name.place,
    });
  if (edge.hops && edge.hops.min > 1)
    throw new AppFailure('query_unsupported', {
      text: 'A shortest path with a least length above 1 is not supported.',
      next: `Write *..${edge.hops.max}.`,
      place: edge.place,
    });
  return which;
}
