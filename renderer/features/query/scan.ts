/** A query in rough pieces, however unfinished it is: what is text, comment, number, parameter, and the rest. The parser itself says what is right. */

export interface Piece {
  readonly type: 'text' | 'comment' | 'number' | 'parameter' | 'rest';
  readonly from: number;
  readonly written: string;
}

const PIECES =
  /(?<comment>\/\/[^\n]*|\/\*[^]*?(?:\*\/|$))|(?<text>'(?:[^'\\]|\\[^])*'?|"(?:[^"\\]|\\[^])*"?)|(?<parameter>\$[\p{ID_Start}_][\p{ID_Continue}]*)|(?<number>(?<![\p{ID_Continue}.])\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|`[^`]*`?|[^]/gu;

export function piecesOf(query: string): Piece[] {
  return [...query.matchAll(PIECES)].map((match): Piece => {
    const groups = match.groups ?? {};
    const type = (['comment', 'text', 'parameter', 'number'] as const).find((name) => groups[name] !== undefined) ?? 'rest';
    return { type, from: match.index, written: match[0] };
  });
}

/** Names of the parameters, each once, in the order of the query. */
export const parametersOf = (query: string): readonly string[] => [
  ...new Set(piecesOf(query).flatMap(({ type, written }) => (type === 'parameter' ? [written.slice(1)] : []))),
];

/** Numbers that stand for values, not for how many rows or hops. */
const isCount = (before: string): boolean => /(?:\b(?:limit|skip)|\*|\.\.)\s*$/i.test(before);

/** The same question without a single literal: each text and number becomes a parameter, the same one the same. */
export function templateOf(query: string): string {
  const taken = new Set(parametersOf(query));
  const names = new Map<string, string>();
  const nameOf = (written: string): string => {
    const known = names.get(written);
    if (known) return known;
    let at = names.size + 1;
    while (taken.has(`value${at}`)) at++;
    taken.add(`value${at}`);
    names.set(written, `value${at}`);
    return `value${at}`;
  };
  let template = '';
  for (const { type, written, from } of piecesOf(query)) {
    if (type === 'comment') continue;
    const value = type === 'text' || (type === 'number' && !isCount(query.slice(0, from)));
    template += value ? `$${nameOf(written)}` : written;
  }
  return template.trim();
}
