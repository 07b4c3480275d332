/** Text → AST, or the error with its place. Nothing here runs anything: the renderer uses it for marking and completion. */
import type { IToken } from 'chevrotain';
import { AppFailure, appError, fail, ok } from '../../errors.ts';
import type { Result } from '../../errors.ts';
import { LIMITS } from '../../limits.ts';
import type { Query } from './ast.ts';
import { parser } from './grammar.ts';
import { refusalOf } from './refusal.ts';
import { CloseCurly, CloseRound, CloseSquare, OpenCurly, OpenRound, OpenSquare, lexer } from './tokens.ts';

export type * from './ast.ts';
export { complete } from './complete.ts';
export type { Completion, Known } from './complete.ts';

/** Brackets inside brackets: deeper ones are nobody's question, and would cost stack. */
const DEPTH = 40;

/** Errors: `query_syntax`, `query_unsupported`, `limit` (hops, length of the text), all with a place. */
export function parseQuery(text: string): Result<Query> {
  if (text.length > LIMITS.queryText)
    return fail('limit', {
      text: `A query has at most ${LIMITS.queryText} characters.`,
      place: { offset: LIMITS.queryText, length: text.length - LIMITS.queryText },
    });
  const { tokens, errors } = lexer.tokenize(text);
  const lexical = errors[0];
  if (lexical) {
    const offset = lexical.offset;
    const quote = /['"`]/.test(text[offset] ?? '');
    return fail('query_syntax', {
      text: quote ? 'This text is not closed.' : 'This sign means nothing here.',
      next: quote ? 'Add the closing quote.' : 'Remove it.',
      place: { offset, length: Math.max(1, lexical.length) },
    });
  }
  const deep = tooDeep(tokens);
  if (deep) return fail('limit', { text: 'Too many brackets inside brackets.', place: { offset: deep.startOffset, length: 1 } });
  try {
    const query = parser.parse(text, tokens);
    const first = parser.errors[0];
    return first ? { ok: false, error: refusalOf(first, tokens, text) } : ok(query);
  } catch (error) {
    if (error instanceof AppFailure) return { ok: false, error: error.error };
    return { ok: false, error: appError('internal') };
  }
}

function tooDeep(tokens: readonly IToken[]): IToken | null {
  let depth = 0;
  for (const token of tokens) {
    if ([OpenRound, OpenSquare, OpenCurly].includes(token.tokenType)) depth++;
    if ([CloseRound, CloseSquare, CloseCurly].includes(token.tokenType)) depth--;
    if (depth > DEPTH) return token;
  }
  return null;
}
