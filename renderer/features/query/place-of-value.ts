/** Whether a value stands at a place of a half-written query, and of which property of which kind. */
import { EDGE_KIND_NAMES, NODE_KINDS } from '../../../shared/graph/kinds.ts';
import type { EdgeKind, NodeKind } from '../../../shared/graph/kinds.ts';
import { mapUnsafe } from '../../ui/escape.ts';
import { piecesOf } from './scan.ts';

export interface ValuePlace {
  readonly kind: NodeKind | EdgeKind;
  readonly property: string;
  /** What is written of it already, without its quote. */
  readonly prefix: string;
  /** From the quote, or from the cursor where there is none yet. */
  readonly from: number;
}

const NAME = String.raw`[\p{ID_Start}_][\p{ID_Continue}]*`;
const COMPARED = new RegExp(String.raw`(${NAME})\s*\.\s*(${NAME})\s*(?:=|<>|starts\s+with|ends\s+with|contains|in\s*\[[^\]]*)\s*$`, 'iu');
const IN_BRACES = new RegExp(String.raw`[([]\s*(?:${NAME})?\s*:\s*(${NAME})[^{}()[\]]*\{(?:[^{}]*,)?\s*(${NAME})\s*:\s*$`, 'u');
const KINDS: ReadonlySet<string> = new Set<string>([...NODE_KINDS, ...EDGE_KIND_NAMES]);
const isKind = (word: string | undefined): word is NodeKind | EdgeKind => word !== undefined && KINDS.has(word);

/** The kind that a variable has in the query's patterns; of several, the first. */
const kindOf = (query: string, variable: string): string | undefined =>
  [...query.matchAll(new RegExp(String.raw`[([]\s*(${NAME})\s*:\s*(${NAME})`, 'gu'))].find((match) => match[1] === variable)?.[2];

export function valuePlaceAt(query: string, cursor: number): ValuePlace | null {
  const last = piecesOf(query.slice(0, cursor)).at(-1);
  if (last?.type === 'comment') return null;
  // A text that is closed already is no longer being written.
  const open = last?.type === 'text' && (last.written.length === 1 || last.written.at(-1) !== last.written[0]);
  if (last?.type === 'text' && !open) return null;
  const from = open ? last.from : cursor;
  const head = query.slice(0, from);
  const prefix = open ? last.written.slice(1).replace(/\\([^])/g, '$1') : '';
  const compared = COMPARED.exec(head);
  const braces = IN_BRACES.exec(head);
  const [kind, property] = compared ? [kindOf(query, compared[1] ?? ''), compared[2]] : [braces?.[1], braces?.[2]];
  return isKind(kind) && property !== undefined ? { kind, property, prefix, from } : null;
}

/** A value as a text of the query language. What can't be seen, or turns around what is read, is written by its number. */
export const literalOf = (value: string): string =>
  `'${mapUnsafe(value.replace(/[\\']/g, '\\$&'), (sign) => [...sign].map(numbered).join(''))}'`;

const numbered = (sign: string): string => {
  const point = sign.codePointAt(0) ?? 0;
  return point > 0xffff ? `\\U${point.toString(16).padStart(8, '0')}` : `\\u${point.toString(16).padStart(4, '0')}`;
};
