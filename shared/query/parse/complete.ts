/**
 * Words that fit at a place of a half-written question: what may follow is asked of the grammar itself. Words of the
 * language and of the schema only: a value would be a read, and a record.
 */
import { EDGE_KIND_NAMES, NODE_KINDS } from '../../graph/kinds.ts';
import { EDGE_FIELDS, NODE_FIELDS } from '../../graph/records.ts';
import type { IToken, TokenType } from 'chevrotain';
import { FUNCTION_NAMES } from '../value/functions.ts';
import { parser } from './grammar.ts';
import { namesAt } from './names-at.ts';
import type { NameAt } from './names-at.ts';
import { nextTokens } from './next-tokens.ts';
import * as t from './tokens.ts';
import { nameOf } from './words.ts';

export interface Completion {
  /** Offset at which the word that is being written starts; what stands from there to the cursor is replaced. */
  readonly from: number;
  readonly options: readonly { readonly word: string; readonly type: 'keyword' | 'node' | 'edge' | 'field' | 'variable' | 'function' }[];
}
type Option = Completion['options'][number];
/** What a person most likely means comes first. */
const FIRST: readonly Option['type'][] = ['variable', 'field', 'node', 'edge', 'keyword', 'function'];

/** What a slice is known to hold; what is left out is offered from the schema alone. */
export interface Known {
  readonly nodeKinds?: readonly string[];
  readonly edgeKinds?: readonly string[];
  /** Names of properties by kind of node or edge. */
  readonly properties?: Readonly<Record<string, readonly string[]>>;
}

/** `cursor` is an offset in UTF-16 units. Never fails: where nothing fits, `options` is empty. */
export function complete(text: string, cursor: number, known: Known = {}): Completion {
  const head = text.slice(0, cursor);
  const begun = /[\p{ID_Start}_][\p{ID_Continue}]*$/u.exec(head)?.[0] ?? '';
  const from = cursor - begun.length;
  const { tokens, errors } = t.lexer.tokenize(text.slice(0, from));
  if (errors.length > 0) return { from, options: [] };
  const seen = new Set<string>();
  const fits = ({ word }: Option): boolean =>
    word.toLowerCase().startsWith(begun.toLowerCase()) && word !== begun && seen.size < seen.add(word).size;
  return { from, options: offers(tokens, known).filter(fits) };
}

function offers(tokens: IToken[], known: Known): Option[] {
  const names = namesAt(tokens);
  const words: Option[] = [];
  const keywords: Option[] = [];
  for (const { type, rule } of nextTokens(parser.getGAstProductions()['query']!, tokens)) {
    if (type === t.Identifier || type === t.AnyName) words.push(...namesFor(rule, tokens, names, known));
    else keywords.push(...keywordsOf(type).map((word): Option => ({ word, type: 'keyword' })));
  }
  return [...words, ...keywords].sort((a, b) => FIRST.indexOf(a.type) - FIRST.indexOf(b.type));
}

const typed = (words: readonly string[], type: Option['type']): Option[] => words.map((word) => ({ word, type }));

/** What a name may be in a rule of the grammar. */
function namesFor(rule: string, tokens: readonly IToken[], names: ReadonlyMap<string, NameAt>, known: Known): Option[] {
  const before = tokens.at(-1)?.tokenType;
  const isKind = before === t.Colon || before === t.Bar;
  switch (rule) {
    case 'variable':
      return typed([...names.keys()], 'variable');
    case 'call':
      return typed(FUNCTION_NAMES, 'function');
    case 'path':
      return before === t.Equal ? typed(['shortestPath', 'allShortestPaths'], 'function') : [];
    case 'node':
      if (isKind) return typed(known.nodeKinds ?? NODE_KINDS, 'node');
      return typed(
        [...names].filter(([, { type }]) => type === 'node').map(([name]) => name),
        'variable',
      );
    case 'detail':
      return isKind ? typed(known.edgeKinds ?? EDGE_KIND_NAMES, 'edge') : [];
    case 'reach':
      return typed(fieldsOf(names.get(nameOf(tokens.at(-2)?.image ?? '')), known), 'field');
    case 'map':
      return typed(fieldsOf(patternAround(tokens, names), known), 'field');
    default:
      return [];
  }
}

/** Fields of a record, then the properties that its kind is known to have. */
function fieldsOf(name: NameAt | undefined, { properties = {} }: Known): string[] {
  if (name?.type === 'path' || name?.type === 'edges') return [];
  const kinds =
    name && name.kinds.length > 0 ? name.kinds : Object.keys(properties).filter((kind) => isEdgeKind(kind) === (name?.type === 'edge'));
  const own = kinds.flatMap((kind) => (Object.hasOwn(properties, kind) ? properties[kind]! : []));
  return [...(name?.type === 'edge' ? EDGE_FIELDS : NODE_FIELDS), ...new Set(own)];
}

const isEdgeKind = (kind: string): boolean => (EDGE_KIND_NAMES as readonly string[]).includes(kind);

/** The node or edge in whose map the cursor stands. */
function patternAround(tokens: readonly IToken[], names: ReadonlyMap<string, NameAt>): NameAt {
  const open = tokens.findLastIndex(({ tokenType }) => tokenType === t.OpenRound || tokenType === t.OpenSquare);
  const inside = tokens.slice(open + 1);
  const named = inside[0] && names.get(nameOf(inside[0].image));
  const kinds = inside.flatMap(({ image }, at) =>
    [t.Colon, t.Bar].includes(inside[at - 1]?.tokenType as TokenType) ? [nameOf(image)] : [],
  );
  return named ?? { type: tokens[open]?.tokenType === t.OpenSquare ? 'edge' : 'node', kinds };
}

/** What a keyword's token reads as; signs are not offered. */
function keywordsOf({ name }: TokenType): readonly string[] {
  if (name === 'IS') return ['IS NULL', 'IS NOT NULL'];
  return (t.KEYWORDS as readonly string[]).includes(name) ? [name] : [];
}
