/** Schema words that fit at a place of a half-written query. Words of the language only: a value would be a read, and a record. */
import { EDGE_KIND_NAMES, NODE_KINDS } from '../../graph/kinds.ts';
import { EDGE_FIELDS, NODE_FIELDS } from '../../graph/records.ts';
import type { IToken } from 'chevrotain';
import { KEYWORDS, lexer } from './tokens.ts';
import { nameOf } from './words.ts';

export interface Completion {
  /** Offset at which the word that is being written starts; what stands from there to the cursor is replaced. */
  readonly from: number;
  readonly options: readonly { readonly word: string; readonly type: 'keyword' | 'node' | 'edge' | 'field' | 'variable' }[];
}

/** `cursor` is an offset in UTF-16 units. Never fails: where nothing fits, `options` is empty. */
export function complete(text: string, cursor: number): Completion {
  const head = text.slice(0, cursor);
  const begun = /[\p{ID_Start}_][\p{ID_Continue}]*$/u.exec(head)?.[0] ?? '';
  const from = cursor - begun.length;
  const tokens = lexer.tokenize(text.slice(0, from)).tokens;
  const fits = (word: string) => word.toLowerCase().startsWith(begun.toLowerCase()) && word !== begun;
  return { from, options: candidates(tokens, text).filter((option) => fits(option.word)) };
}

function candidates(tokens: readonly IToken[], text: string): Completion['options'] {
  const last = tokens.at(-1)?.tokenType.name;
  const bracket = openBracket(tokens);
  if (last === ':' || (last === '|' && bracket !== null)) {
    return bracket === '['
      ? EDGE_KIND_NAMES.map((word) => ({ word, type: 'edge' }))
      : bracket === '('
        ? NODE_KINDS.map((word) => ({ word, type: 'node' }))
        : [];
  }
  if (last === '.') {
    const variable = nameOf(tokens.at(-2)?.image ?? '');
    return (isEdge(text, variable) ? EDGE_FIELDS : NODE_FIELDS).map((word) => ({ word, type: 'field' }));
  }
  if (last === '$' || (bracket === '[' && last === '[')) return [];
  if (bracket === '{') return NODE_FIELDS.map((word) => ({ word, type: 'field' }));
  const names = variables(text).map((word) => ({ word, type: 'variable' }) as const);
  return [...names, ...KEYWORDS.map((word) => ({ word, type: 'keyword' }) as const)];
}

function openBracket(tokens: readonly IToken[]): string | null {
  const open: string[] = [];
  for (const { tokenType } of tokens) {
    if ('([{'.includes(tokenType.name)) open.push(tokenType.name);
    if (')]}'.includes(tokenType.name)) open.pop();
  }
  return open.at(-1) ?? null;
}

const variables = (text: string): string[] => [
  ...new Set([...text.matchAll(/[([]\s*([\p{ID_Start}_][\p{ID_Continue}]*)\s*[:)\]{*]/gu)].map((match) => match[1]!)),
];
const isEdge = (text: string, variable: string): boolean =>
  [...text.matchAll(/\[\s*([\p{ID_Start}_][\p{ID_Continue}]*)\s*[:\]{*]/gu)].some((match) => match[1] === variable);
