/** What other Cypher has and this subset has not, by the word or sign that gives it away: what it is called, and what to do instead. */
export interface Elsewhere {
  readonly what: string;
  readonly next: string;
}

const WRITES = 'A question only reads: the graph comes from telemetry, and nobody writes it here.';
const ADMIN = 'A question only reads the graph; the hub is run by its own tools.';
const SUBQUERY = 'Write MATCH or OPTIONAL MATCH, and hand rows on with WITH.';
const ARITHMETIC = 'Compare values as they are; what is to be reckoned can be reckoned from the answer.';

const all = (words: string, next: string, what: (word: string) => string = (word) => word): readonly (readonly [string, Elsewhere])[] =>
  words.split(' ').map((word) => [word, { what: what(word), next }]);

export const LABELS: Elsewhere = { what: 'A label expression', next: 'A node has one kind: write :host, or :host|user for either.' };

export const WORDS: ReadonlyMap<string, Elsewhere> = new Map([
  ...all('CREATE INSERT MERGE SET DELETE DETACH NODETACH REMOVE FOREACH', WRITES),
  ...all('DROP ALTER RENAME GRANT DENY REVOKE START STOP ENABLE DEALLOCATE REALLOCATE DRYRUN SHOW TERMINATE', ADMIN),
  ['LOAD', { what: 'LOAD CSV', next: 'Telemetry comes in through the hub’s connectors.' }],
  ['USE', { what: 'USE', next: 'The graph is that of the customer that is open.' }],
  ['CALL', { what: 'CALL', next: SUBQUERY }],
  ['YIELD', { what: 'YIELD', next: SUBQUERY }],
  ['CYPHER', { what: 'A choice of the language’s version', next: 'Leave it away.' }],
  ['PROFILE', { what: 'PROFILE', next: 'Write EXPLAIN.' }],
  ['USING', { what: 'A hint (USING)', next: 'Leave it away: EXPLAIN tells which way is taken.' }],
  ['FILTER', { what: 'FILTER', next: 'Write WITH … WHERE.' }],
  ['LET', { what: 'LET', next: 'Write WITH … AS.' }],
  ['FOR', { what: 'FOR', next: 'Write UNWIND … AS.' }],
  ['FINISH', { what: 'FINISH', next: 'Write RETURN.' }],
  ['WHEN', { what: 'WHEN', next: 'Ask in two questions, or with UNION.' }],
  ['NEXT', { what: 'NEXT', next: 'Write WITH.' }],
  ['SEARCH', { what: 'SEARCH', next: 'Compare values in WHERE.' }],
  ['OFFSET', { what: 'OFFSET', next: 'Write SKIP.' }],
  ['CASE', { what: 'CASE', next: 'Take coalesce(), or return what it would test.' }],
  ['EXISTS', { what: 'EXISTS', next: 'Write MATCH for a pattern, IS NOT NULL for a value.' }],
  ['GROUP', { what: 'GROUP BY', next: 'Leave it away: columns without an aggregate make the groups.' }],
  ['REPEATABLE', { what: 'A match mode', next: 'Leave it away: an edge stands once in a match.' }],
  ['DIFFERENT', { what: 'A match mode', next: 'Leave it away: an edge stands once in a match.' }],
  ['TYPED', { what: 'A test of a type', next: 'Compare values: those of another type are never equal.' }],
  ['NORMALIZED', { what: 'A test of normal form', next: 'Compare the text itself.' }],
  ['LABELED', { what: 'A test of a label', next: 'Compare .kind.' }],
]);

export const SIGNS: ReadonlyMap<string, Elsewhere> = new Map([
  ...all('+ / % ^ * -', ARITHMETIC, (sign) => `Arithmetic (${sign})`),
  ['=~', { what: 'A regular expression (=~)', next: 'Write STARTS WITH, ENDS WITH or CONTAINS.' }],
  ['!', { what: 'The sign !', next: 'Write NOT, or <> for what differs.' }],
  ['&', LABELS],
  [';', { what: 'A second question (;)', next: 'Ask one at a time, and leave the semicolon away.' }],
  ['::', { what: 'A test of a type (::)', next: 'Compare values: those of another type are never equal.' }],
  ['||', { what: 'Joining values (||)', next: 'Return them as columns of their own.' }],
]);

/** Words that say which of several paths is meant. */
export const SELECTORS: ReadonlySet<string> = new Set(['ANY', 'ALL', 'SHORTEST']);
export const SELECTOR: Elsewhere = { what: 'A path selector', next: 'Write shortestPath((a)-[*..6]-(b)) or allShortestPaths(…).' };
export const QUANTIFIED: Elsewhere = { what: 'A quantified path pattern', next: 'Write a variable length: -[*1..3]-.' };
export const PATTERN: Elsewhere = { what: 'A pattern in an expression', next: 'Write MATCH or OPTIONAL MATCH for it.' };
export const PROJECTION: Elsewhere = { what: 'A map projection', next: 'Name each property as a column.' };
export const MAP: Elsewhere = { what: 'A map here', next: 'Take a list, or columns of their own.' };
export const KIND_TEST: Elsewhere = { what: 'A label here', next: 'A node has one kind: write it in the pattern, or compare .kind.' };
export const INNER_WHERE: Elsewhere = { what: 'WHERE inside a pattern', next: 'Write WHERE behind the patterns.' };
