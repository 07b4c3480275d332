/** The names that stand at a place of a half-written question, told from its words alone: it need not parse. */
import { tokenMatcher } from 'chevrotain';
import type { IToken } from 'chevrotain';
import * as t from './tokens.ts';
import { nameOf } from './words.ts';

export interface NameAt {
  readonly type: 'node' | 'edge' | 'edges' | 'path' | 'value';
  /** Kinds that a pattern says of it. */
  readonly kinds: readonly string[];
}

const OPEN = [t.OpenRound, t.OpenSquare, t.OpenCurly];
const CLOSE = [t.CloseRound, t.CloseSquare, t.CloseCurly];
/** Where the columns of a WITH end. */
const ENDS = [t.Match, t.Optional, t.Unwind, t.Where, t.OrderBy, t.Skip, t.Limit, t.Return, t.With];

export function namesAt(tokens: readonly IToken[]): ReadonlyMap<string, NameAt> {
  let names = new Map<string, NameAt>();
  let clause = t.Match;
  let from = 0;
  let depth = 0;
  tokens.forEach((token, at) => {
    const { tokenType } = token;
    if (OPEN.includes(tokenType)) depth++;
    if (CLOSE.includes(tokenType)) depth--;
    if (depth === 0 && clause === t.With && ENDS.includes(tokenType)) names = handedOn(tokens.slice(from, at), names);
    if (depth === 0 && tokenType === t.Union) names = new Map();
    if (depth === 0 && (ENDS.includes(tokenType) || tokenType === t.Union)) [clause, from] = [tokenType, at + 1];
    if (clause === t.Match) inPattern(tokens, at, names);
    if (clause === t.Unwind && tokens[at - 1]?.tokenType === t.As) names.set(nameOf(token.image), { type: 'value', kinds: [] });
  });
  return names;
}

function inPattern(tokens: readonly IToken[], at: number, names: Map<string, NameAt>): void {
  const [token, before, after] = [tokens[at]!, tokens[at - 1]?.tokenType, tokens[at + 1]?.tokenType];
  if (!tokenMatcher(token, t.Identifier)) return;
  const name = nameOf(token.image);
  if (after === t.Equal) names.set(name, { type: 'path', kinds: [] });
  if (before !== t.OpenRound && before !== t.OpenSquare) return;
  const close = tokens.findIndex(({ tokenType }, index) => index > at && (CLOSE.includes(tokenType) || tokenType === t.OpenCurly));
  const inside = tokens.slice(at + 1, close < 0 ? undefined : close);
  const kinds = inside.filter((each) => tokenMatcher(each, t.AnyName)).map(({ image }) => nameOf(image));
  const type = before === t.OpenRound ? 'node' : inside.some(({ tokenType }) => tokenType === t.Star) ? 'edges' : 'edge';
  if (!names.has(name) || kinds.length > 0) names.set(name, { type, kinds });
}

function handedOn(tokens: readonly IToken[], names: ReadonlyMap<string, NameAt>): Map<string, NameAt> {
  const made = new Map<string, NameAt>();
  let item: IToken[] = [];
  let depth = 0;
  for (const token of [...tokens, null]) {
    if (token && OPEN.includes(token.tokenType)) depth++;
    if (token && CLOSE.includes(token.tokenType)) depth--;
    if (token && (depth > 0 || token.tokenType !== t.Comma)) {
      if (token.tokenType !== t.Distinct || depth > 0) item.push(token);
      continue;
    }
    const named = item.length === 1 || item.at(-2)?.tokenType === t.As ? item.at(-1) : undefined;
    const same = item.length === 1 || item[1]?.tokenType === t.As ? names.get(nameOf(item[0]?.image ?? '')) : undefined;
    if (named) made.set(nameOf(named.image), same ?? { type: 'value', kinds: [] });
    item = [];
  }
  return made;
}
