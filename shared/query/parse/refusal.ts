/** Turns the token at which parsing stopped into an error that names what was written and says what to do. */
import { EOF, tokenMatcher } from 'chevrotain';
import type { IRecognitionException, IToken } from 'chevrotain';
import { appError } from '../../errors.ts';
import type { AppError, ErrorPlace } from '../../errors.ts';
import { functionNamed } from '../value/functions.ts';
import { INSTEAD, isQuantifier } from './check.ts';
import { INNER_WHERE, KIND_TEST, LABELS, MAP, PATTERN, PROJECTION, QUANTIFIED, SELECTOR, SELECTORS, SIGNS, WORDS } from './elsewhere.ts';
import type { Elsewhere } from './elsewhere.ts';
import { placeOf } from './place.ts';
import * as t from './tokens.ts';
import { nameOf, nearest } from './words.ts';

export function refusalOf(error: IRecognitionException, tokens: readonly IToken[], text: string): AppError {
  const at = tokens.indexOf(error.token);
  const token = error.token.tokenType === EOF || at < 0 ? null : error.token;
  const named = unsupported(tokens, at < 0 ? tokens.length : at);
  if (named) return appError('query_unsupported', { text: `${named.what} is not supported.`, next: named.next, place: named.place });
  if (token === null)
    return appError('query_syntax', {
      text: 'The query ends too early.',
      next: expected(tokens.at(-1)),
      place: { offset: text.length, length: 0 },
    });
  const meant = tokenMatcher(token, t.Identifier) ? nearest(nameOf(token.image), t.KEYWORDS) : null;
  return appError('query_syntax', {
    text: `${JSON.stringify(token.image)} was not expected here.`,
    next: meant ? `Write ${meant}.` : expected(tokens[at - 1]),
    place: placeOf(token),
  });
}

type Named = Elsewhere & { readonly place: ErrorPlace };

/** What stands at the stop, or around it, and is Cypher, but not of this subset. */
function unsupported(tokens: readonly IToken[], at: number): Named | null {
  const token = tokens[at];
  const before = tokens[at - 1];
  const after = tokens[at + 1];
  const found = (what: Elsewhere, place: ErrorPlace): Named => ({ ...what, place });
  const call = unknownCall(tokens, at);
  if (call) return call;
  if (!token) return null;
  const here = placeOf(token);
  const { tokenType } = token;
  const previous = before?.tokenType;
  if (tokenType === t.Where && isInside(tokens, at)) return found(INNER_WHERE, here);
  if (tokenType === t.OpenCurly) {
    if (previous === t.CloseRound || previous === t.More || previous === t.Minus) return found(QUANTIFIED, here);
    const word = before && nameOf(before.image).toUpperCase();
    if (word === 'COUNT' || word === 'COLLECT' || word === 'EXISTS')
      return found(
        { what: `A subquery (${word} { … })`, next: 'Write MATCH or OPTIONAL MATCH, and count or collect in WITH.' },
        placeOf(before!, token),
      );
    return found(before && tokenMatcher(before, t.AnyName) && previous !== t.Return ? PROJECTION : MAP, here);
  }
  if (tokenType === t.OpenRound && previous === t.Colon) return found(LABELS, here);
  if (tokenType === t.OpenRound && previous === t.OpenRound) return found(QUANTIFIED, here);
  if ((tokenType === t.Minus || tokenType === t.Less) && previous === t.CloseRound && isPatternAhead(tokens, at))
    return found(PATTERN, here);
  if (previous === t.Minus && tokens[at - 2]?.tokenType === t.Less && tokens[at - 3]?.tokenType === t.CloseRound)
    return found(PATTERN, placeOf(tokens[at - 2]!));
  if (tokenType === t.Star && (previous === t.Return || previous === t.With || previous === t.Distinct))
    return found({ what: `${before!.image.toUpperCase()} *`, next: 'Name what to hand on.' }, here);
  if (
    (tokenType === t.Star || tokenType.name === '+') &&
    (previous === t.More || previous === t.Minus || previous === t.CloseRound) &&
    after?.tokenType === t.OpenRound
  )
    return found(QUANTIFIED, here);
  if (tokenType === t.Distinct && previous === t.Union) return found({ what: 'UNION DISTINCT', next: 'Write UNION.' }, here);
  if (previous === t.Limit || previous === t.Skip)
    return found({ what: `An expression behind ${before!.image.toUpperCase()}`, next: 'Write a number or a parameter.' }, here);
  if (tokenType === t.OrderBy || tokenType === t.Skip || tokenType === t.Limit)
    return found({ what: `${tokenType.name} as a clause of its own`, next: 'Write it behind WITH or RETURN.' }, here);
  if (previous === t.Dollar || tokenType === t.Dollar)
    return found(
      {
        what: tokenType === t.Dollar ? 'A parameter here' : 'A parameter of such a name',
        next: 'Parameters stand for values, and have a name.',
      },
      here,
    );
  if (tokenType === t.Colon || tokenType.name === '::') {
    if (tokenType.name === '::' || after?.tokenType === t.Colon) return found(SIGNS.get('::')!, here);
    if (before && (tokenMatcher(before, t.AnyName) || previous === t.CloseSquare)) return found(KIND_TEST, here);
  }
  if (tokenType === t.Bar && (previous === t.Bar || after?.tokenType === t.Bar)) return found(SIGNS.get('||')!, here);
  const word = tokenMatcher(token, t.AnyName) ? nameOf(token.image).toUpperCase() : '';
  // A keyword in backticks is a name.
  const written = token.image.startsWith('`') ? undefined : WORDS.get(word);
  if (written) return found(written, here);
  const mode = before && tokens[at - 2]?.tokenType === t.Match ? WORDS.get(before.image.toUpperCase()) : undefined;
  if (mode) return found(mode, placeOf(before!));
  const selector = [before, token].find((each) => each && SELECTORS.has(each.image.toUpperCase()));
  if (selector && isPath(tokens, tokens.indexOf(selector))) return found(SELECTOR, placeOf(selector));
  if (before && /^(?:both|leading|trailing)$/i.test(before.image))
    return found({ what: `trim(${before.image.toUpperCase()} …)`, next: 'Write trim(), lTrim() or rTrim().' }, placeOf(before));
  if (before && /^all$/i.test(before.image) && [t.Return, t.With].includes(tokens[at - 2]?.tokenType as typeof t.With))
    return found({ what: 'ALL here', next: 'Leave it away.' }, placeOf(before));
  if (tokenType === t.OddNumber)
    return found({ what: 'A number of this form', next: 'Write it in decimals, without separators or letters.' }, here);
  if (previous === t.Minus) return found(SIGNS.get('-')!, placeOf(before!));
  if (tokenMatcher(token, t.Identifier) && previous === t.Is) return found(KIND_TEST, here);
  if (tokenType === t.Is && isInside(tokens, at)) return found(KIND_TEST, here);
  const sign = SIGNS.get(token.image);
  return sign ? found(sign, here) : null;
}

/** A call that the stop is in, or at, of a function that there is not. */
function unknownCall(tokens: readonly IToken[], at: number): Named | null {
  const open = tokens[at]?.tokenType === t.OpenRound ? at : enclosing(tokens, at);
  const name = tokens[open - 1];
  if (open < 1 || !name || !tokenMatcher(name, t.AnyName) || tokens[open]!.tokenType !== t.OpenRound) return null;
  if (KEPT.has(nameOf(name.image).toUpperCase())) return null;
  let first = open - 1;
  while (tokens[first - 1]?.tokenType === t.Dot && tokens[first - 2] && tokenMatcher(tokens[first - 2]!, t.AnyName)) first -= 2;
  const dotted = first < open - 1;
  if (!dotted && (functionNamed(nameOf(name.image)) || isQuantifier(name))) return null;
  if (!dotted && !tokenMatcher(name, t.Identifier) && !/^exists$/i.test(name.image)) return null;
  const written = tokens
    .slice(first, open)
    .map(({ image }) => image)
    .join('');
  const next = INSTEAD[written.toLowerCase()] ?? 'See the functions that there are: docs/QUERY.md.';
  return { what: `The function ${written}()`, next, place: placeOf(tokens[first]!, name) };
}

/** Words before a bracket that is no call's. */
const KEPT: ReadonlySet<string> = new Set([
  'SHORTESTPATH',
  'ALLSHORTESTPATHS',
  'CALL',
  'FOREACH',
  'CREATE',
  'MERGE',
  'INSERT',
  'SHORTEST',
  'ANY',
  'PATHS',
  'PATH',
  'GROUPS',
  'GROUP',
]);

/** The bracket around a place that is not closed before it, or -1. */
function enclosing(tokens: readonly IToken[], at: number): number {
  let depth = 0;
  for (let index = at - 1; index >= 0; index--) {
    const { tokenType } = tokens[index]!;
    if (tokenType === t.CloseRound || tokenType === t.CloseSquare || tokenType === t.CloseCurly) depth++;
    if (tokenType === t.OpenRound || tokenType === t.OpenSquare || tokenType === t.OpenCurly) if (depth-- === 0) return index;
  }
  return -1;
}

/** In the brackets of a node or an edge of a pattern. */
function isInside(tokens: readonly IToken[], at: number): boolean {
  const open = enclosing(tokens, at);
  if (open < 0) return false;
  const before = tokens[open - 1]?.tokenType;
  return [t.Match, t.Comma, t.Minus, t.More, t.Equal].includes(before as typeof t.Match);
}

const isPatternAhead = (tokens: readonly IToken[], at: number): boolean =>
  [t.OpenSquare, t.Minus, t.OpenRound, t.More].includes(tokens[at + 1]?.tokenType as typeof t.Minus) || tokens[at]!.tokenType === t.Less;

/** Where a path of a pattern begins. */
const isPath = (tokens: readonly IToken[], at: number): boolean =>
  [t.Match, t.Comma, t.Equal].includes(tokens[at - 1]?.tokenType as typeof t.Match) ||
  SELECTORS.has(tokens[at - 1]?.image.toUpperCase() ?? '');

function expected(before: IToken | undefined): string {
  if (before === undefined) return 'Begin with MATCH.';
  if (tokenMatcher(before, t.StringText) || tokenMatcher(before, t.NumberText))
    return 'After a value comes an operator, RETURN, ORDER BY or LIMIT.';
  return 'A question reads MATCH … WHERE … RETURN … ORDER BY … LIMIT …';
}
