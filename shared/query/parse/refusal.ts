/** Turns the token at which parsing stopped into an error that names what was written and says what to do. */
import { EOF, tokenMatcher } from 'chevrotain';
import type { IRecognitionException, IToken } from 'chevrotain';
import { appError } from '../../errors.ts';
import type { AppError, ErrorPlace } from '../../errors.ts';
import {
  AnyName,
  Colon,
  Comma,
  Dollar,
  Dot,
  Equal,
  Identifier,
  Match,
  Minus,
  NumberText,
  OpenCurly,
  OpenRound,
  OpenSquare,
  Star,
  StringText,
  Unsupported,
} from './tokens.ts';
import { KEYWORDS } from './tokens.ts';
import { nameOf, nearest } from './words.ts';

export function refusalOf(error: IRecognitionException, tokens: readonly IToken[], text: string): AppError {
  const at = tokens.indexOf(error.token);
  const token = error.token.tokenType === EOF || at < 0 ? null : error.token;
  if (token === null)
    return appError('query_syntax', {
      text: 'The query ends too early.',
      next: expected(tokens.at(-1)),
      place: { offset: text.length, length: 0 },
    });
  const place: ErrorPlace = { offset: token.startOffset, length: token.image.length };
  const before = tokens[at - 1];
  const named = unsupported(token, before, tokens.slice(at + 1, at + 3), at);
  if (named !== null)
    return appError('query_unsupported', {
      text: `${named.what} is not supported.`,
      place: named.place ?? place,
      ...(named.next ? { next: named.next } : {}),
    });
  const meant = tokenMatcher(token, Identifier) ? nearest(nameOf(token.image), KEYWORDS) : null;
  return appError('query_syntax', {
    text: `${JSON.stringify(token.image)} was not expected here.`,
    next: meant ? `Write ${meant}.` : expected(before),
    place,
  });
}

interface Named {
  readonly what: string;
  readonly next?: string;
  readonly place?: ErrorPlace;
}

function unsupported(token: IToken, before: IToken | undefined, [after, second]: readonly IToken[], at: number): Named | null {
  const call = token.tokenType === OpenRound && before && tokenMatcher(before, AnyName);
  if (call) {
    const place = { offset: before.startOffset, length: before.image.length };
    const next = FUNCTION_FIXES[before.image.toLowerCase()];
    if (before.tokenType === Identifier || tokenMatcher(before, Unsupported))
      return { what: `The function ${before.image}()`, place, ...(next ? { next } : {}) };
  }
  if (tokenMatcher(token, Unsupported)) return { what: token.image.toUpperCase() };
  if (token.tokenType === Match && at > 0) return { what: 'A second MATCH', next: 'Join the patterns with a comma.' };
  if (token.tokenType === Star && before && /^return$/i.test(before.image)) return { what: 'RETURN *', next: 'Name what to return.' };
  if (token.tokenType === Star || token.tokenType === Minus) return { what: `Arithmetic or a pattern (${token.image}) in an expression` };
  if (token.tokenType === Identifier && (before?.tokenType === Match || before?.tokenType === Comma)) {
    const called = after?.tokenType === OpenRound ? token : after?.tokenType === Equal && second?.tokenType === Identifier ? second : null;
    if (called) return { what: `The function ${called.image}()`, place: { offset: called.startOffset, length: called.image.length } };
    if (after?.tokenType === Equal) return { what: 'A variable for a path' };
  }
  if (token.tokenType === Colon && before && tokenMatcher(before, AnyName))
    return { what: 'A label here', next: 'A node has one kind: write it in the pattern, or compare .kind.' };
  if (token.tokenType === OpenSquare || token.tokenType === Dot) return { what: 'Reaching into a value' };
  if (token.tokenType === OpenCurly) return { what: 'A map here' };
  if (token.tokenType === Dollar) return { what: 'A parameter here', next: 'Parameters stand for values.' };
  return null;
}

const FUNCTION_FIXES: Readonly<Record<string, string>> = {
  id: 'Write .id after the variable.',
  type: 'Write .kind after the variable.',
  labels: 'Write .kind after the variable.',
};

function expected(before: IToken | undefined): string {
  if (before === undefined) return 'Begin with MATCH.';
  if (tokenMatcher(before, StringText) || tokenMatcher(before, NumberText))
    return 'After a value comes an operator, RETURN, ORDER BY or LIMIT.';
  return 'A question reads MATCH … WHERE … RETURN … ORDER BY … LIMIT …';
}
