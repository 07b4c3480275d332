/** Small parts of the AST from tokens: where a thing stands, what it is called, and items that are joined. */
import type { IToken } from 'chevrotain';
import type { ErrorPlace } from '../../errors.ts';
import type { Expression, Name } from './ast.ts';
import { nameOf } from './words.ts';

export const placeOf = (first: IToken, last: IToken = first): ErrorPlace => ({
  offset: first.startOffset,
  length: last.startOffset + last.image.length - first.startOffset,
});
export const toName = (token: IToken): Name => ({ text: nameOf(token.image), place: placeOf(token) });
export const span = (a: ErrorPlace, b: ErrorPlace): ErrorPlace => ({ offset: a.offset, length: b.offset + b.length - a.offset });

export function junction(type: 'and' | 'or' | 'xor', items: Expression[]): Expression {
  return items.length === 1 ? items[0]! : { type, items, place: span(items[0]!.place, items.at(-1)!.place) };
}
