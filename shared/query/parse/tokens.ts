/** The words and signs of the query language. Keywords are known in any case; a keyword may still name a property. */
import { Lexer, createToken } from 'chevrotain';
import type { TokenType } from 'chevrotain';

const START = String.raw`(?:[\p{ID_Start}_]|\\u[0-9a-fA-F]{4})`;
const CONTINUE = String.raw`(?:[\p{ID_Continue}_]|\\u[0-9a-fA-F]{4})*`;

/** Anything that may name a property, a label or a parameter. */
export const AnyName = createToken({ name: 'AnyName', pattern: Lexer.NA });
/** Words and signs of openCypher that are not in the subset: refused by name. */
const Unsupported = createToken({ name: 'Unsupported', pattern: Lexer.NA });

/** Signs with which a name may begin: of those beyond Latin 1 one in each of the lexer's groups of 255, which stands for all of them. */
const BEGINNINGS = Array.from({ length: 0x10000 }, (_, code) => code).filter((code) =>
  code < 256 ? /[\p{ID_Start}_\\`]/u.test(String.fromCharCode(code)) : code % 128 === 0,
);
const IDENTIFIER = new RegExp(`(?:${START}${CONTINUE})|(?:\`(?:[^\`]|\`\`)*\`)`, 'uy');
export const Identifier = createToken({
  name: 'Identifier',
  // The lexer has no unicode flag of its own: hence a function around a sticky expression.
  pattern: (text, offset) => {
    IDENTIFIER.lastIndex = offset;
    return IDENTIFIER.exec(text) as [string] | null;
  },
  start_chars_hint: BEGINNINGS,
  line_breaks: true,
  categories: [AnyName],
});

const word = (name: string, categories: TokenType[] = [AnyName]): TokenType =>
  createToken({ name, pattern: new RegExp(name, 'i'), longer_alt: Identifier, categories });
const sign = (name: string, pattern: string, categories: TokenType[] = []): TokenType => createToken({ name, pattern, categories });

export const Match = word('MATCH');
export const Where = word('WHERE');
export const Return = word('RETURN');
export const OrderBy = createToken({ name: 'ORDER BY', pattern: /ORDER\s+BY\b/i, line_breaks: true });
export const Limit = word('LIMIT');
export const As = word('AS');
export const Ascending = createToken({ name: 'ASC', pattern: /ASC(?:ENDING)?/i, longer_alt: Identifier, categories: [AnyName] });
export const Descending = createToken({ name: 'DESC', pattern: /DESC(?:ENDING)?/i, longer_alt: Identifier, categories: [AnyName] });
export const And = word('AND');
export const Or = word('OR');
export const Xor = word('XOR');
export const Not = word('NOT');
export const In = word('IN');
export const Is = word('IS');
export const Null = word('NULL');
export const True = word('TRUE');
export const False = word('FALSE');
export const StartsWith = createToken({ name: 'STARTS WITH', pattern: /STARTS\s+WITH\b/i, line_breaks: true });
export const EndsWith = createToken({ name: 'ENDS WITH', pattern: /ENDS\s+WITH\b/i, line_breaks: true });
export const Contains = word('CONTAINS');

export const Optional = word('OPTIONAL');
export const Union = word('UNION');
/** Also the name of a function. */
export const All = word('ALL', [Identifier]);
export const Unwind = word('UNWIND');
export const With = word('WITH');
export const Skip = word('SKIP');
export const Distinct = word('DISTINCT');
export const Explain = word('EXPLAIN');

const REFUSED_WORDS = [
  'CREATE',
  'MERGE',
  'DELETE',
  'DETACH',
  'SET',
  'REMOVE',
  'CALL',
  'YIELD',
  'FOREACH',
  'LOAD',
  'USE',
  'OFFSET',
  'CASE',
  'EXISTS',
  'PROFILE',
];
const REFUSED = REFUSED_WORDS.map((name) => word(name, [AnyName, Unsupported]));

export const StringText = createToken({ name: 'String', pattern: /'(?:[^'\\]|\\[^])*'|"(?:[^"\\]|\\[^])*"/, line_breaks: true });
export const NumberText = createToken({ name: 'Number', pattern: /(?:\d+\.\d+|\d+(?!\.\d)|\.\d+)(?:[eE][+-]?\d+)?(?![A-Za-z0-9_])/ });
/** Hexadecimal and octal numbers, numbers with separators, and what begins like a number and is none. */
export const OddNumber = createToken({ name: 'OddNumber', pattern: /\d\w*/, categories: [Unsupported] });
export const Dots = sign('..', '..');
export const Dot = sign('.', '.');
export const Comma = sign(',', ',');
export const Colon = sign(':', ':');
export const Bar = sign('|', '|');
export const Dollar = sign('$', '$');
export const Star = sign('*', '*');
export const OpenRound = sign('(', '(');
export const CloseRound = sign(')', ')');
export const OpenSquare = sign('[', '[');
export const CloseSquare = sign(']', ']');
export const OpenCurly = sign('{', '{');
export const CloseCurly = sign('}', '}');
export const Minus = sign('-', '-');
export const Different = sign('<>', '<>');
export const AtMost = sign('<=', '<=');
export const AtLeast = sign('>=', '>=');
export const Less = sign('<', '<');
export const More = sign('>', '>');
export const Equal = sign('=', '=');
const Matches = sign('=~', '=~', [Unsupported]);
const SIGNS = ['+', '/', '%', '^', '!', '&', ';'].map((name) => sign(name, name, [Unsupported]));

const Space = createToken({ name: 'Space', pattern: /\s+/, group: Lexer.SKIPPED, line_breaks: true });
const LineComment = createToken({ name: 'LineComment', pattern: /\/\/[^\n\r]*/, group: Lexer.SKIPPED });
const BlockComment = createToken({ name: 'BlockComment', pattern: /\/\*[^]*?\*\//, group: Lexer.SKIPPED, line_breaks: true });

/** The words of the language, in the order in which a question is written: what a mistaken word may have meant. */
export const KEYWORDS = [
  ...['EXPLAIN', 'OPTIONAL', 'MATCH', 'WHERE', 'UNWIND', 'WITH', 'RETURN', 'DISTINCT', 'ORDER BY', 'SKIP', 'LIMIT', 'UNION', 'ALL'],
  ...['AS', 'ASC', 'DESC', 'AND', 'OR', 'XOR', 'NOT', 'IN', 'IS NULL', 'IS NOT NULL'],
  ...['STARTS WITH', 'ENDS WITH', 'CONTAINS', 'NULL', 'TRUE', 'FALSE'],
] as const;

// Order matters: what starts like something shorter comes before it, words before names.
export const TOKENS: TokenType[] = [
  ...[Space, LineComment, BlockComment, StringText, NumberText, OddNumber, OrderBy, StartsWith, EndsWith],
  ...[Match, Where, Return, Limit, Descending, Ascending, As, And, Or, Xor, Not, Contains, In, Is, Null, True, False],
  ...[Optional, Unwind, Union, All, With, Skip, Distinct, Explain],
  ...[...REFUSED].sort((a, b) => b.name.length - a.name.length),
  ...[Identifier, Dots, Dot, Comma, Colon, Bar, Dollar, Star, OpenRound, CloseRound, OpenSquare, CloseSquare, OpenCurly, CloseCurly],
  ...[Minus, Different, AtMost, AtLeast, Less, More, Matches, Equal, ...SIGNS, AnyName, Unsupported],
];

export const lexer = new Lexer(TOKENS, { positionTracking: 'onlyOffset', ensureOptimizations: true, skipValidations: false });
