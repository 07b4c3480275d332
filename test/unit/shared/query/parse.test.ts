import { describe, expect, test } from 'vitest';
import { Identifier, lexer } from '../../../../shared/query/parse/tokens.ts';
import { LIMITS } from '../../../../shared/limits.ts';
import { parseQuery } from '../../../../shared/query/parse/index.ts';
import { planQuery } from '../../../../shared/query/index.ts';

const lines = (text: string): readonly string[] => {
  const plan = planQuery(text);
  if (!plan.ok) throw new Error(JSON.stringify(plan.error));
  return plan.value.operators.map((operator) => operator.op);
};

/** The error of a query, with the piece of the text that it marks. */
function refused(text: string): { code: string; marked: string; text: string; next: string } {
  const plan = planQuery(text);
  if (plan.ok) throw new Error(`${text} was accepted`);
  const { code, text: sentence, next, place } = plan.error;
  expect(place, text).toBeDefined();
  return { code, marked: text.slice(place!.offset, place!.offset + place!.length), text: sentence, next };
}

describe('the subset is accepted', () => {
  test.each([
    'MATCH (n) RETURN n',
    'match (n:host) return n.label as name order by n.label descending limit 5',
    'MATCH (a:process|file)-[e:RUNS|:WROTE]->(b) RETURN a, e, b',
    'MATCH (a)<-[:SPAWNED*1..3]-(b:process {label: "cmd.exe"}) RETURN b',
    'MATCH (a)-[:SPAWNED*2]-(b), (b)-[]-(c) WHERE a.count > -1.5e3 RETURN c',
    'MATCH (a)--(b) WHERE NOT a.x IS NULL XOR b.y IN [1, "two", null, $p] RETURN a',
    "MATCH (a) WHERE 1 < a.count <= 3 AND a['with space'] STARTS WITH 'x' RETURN a.label, [a, a.id]",
    'MATCH (`odd name`) // to the end\nWHERE `odd name`.`ключ` ENDS WITH $p /* inside */ RETURN `odd name` LIMIT $n',
    "MATCH (n) WHERE n.label = 'a\\u0041\\n\\'' RETURN n",
    'EXPLAIN MATCH (n) RETURN n',
    'MATCH (n) OPTIONAL MATCH (n)-[e]-(m:host) WHERE m.count > n.count RETURN n, e.kind, m',
    'MATCH (n:user)--(h:host) WITH n, count(DISTINCT h) AS hosts WHERE hosts > 3 RETURN n ORDER BY hosts DESC SKIP 1 LIMIT 5',
    'MATCH p = (a:host)-[*1..3]->(b) RETURN nodes(p)[0].label, [e IN relationships(p) WHERE e.count > 1 | e.kind], length(p)',
    'MATCH (a {id: $a}), (b {id: $b}), p = allShortestPaths((a)-[:SPAWNED*..6]->(b)) WITH p WHERE length(p) > 1 RETURN p',
    'MATCH (n) RETURN n.label AS x UNION ALL MATCH (m) RETURN m.kind AS x',
    "UNWIND ['a', 'b'] AS l MATCH (n) WHERE n.label = l RETURN l, collect(n)[..2], min(n.firstSeen), coalesce(max(n.count), 0)",
    "MATCH (n) WHERE toLower(left(n.label, 3)) IN ['ws-'] AND size(split(n.label, '-')) = 2 RETURN DISTINCT n.kind",
    'MATCH p = (a)-[*1..2]-(b) WHERE all(x IN nodes(p) WHERE x.kind <> "user") AND NONE(e IN relationships(p) WHERE e.count < 2) RETURN p',
    'MATCH (all) WITH all AS `all of it` RETURN `all of it`, last(reverse([1, 2])), range(0, 4)',
    'RETURN 1 AS one',
  ])('%s', (text) => {
    expect(planQuery(text)).toMatchObject({ ok: true });
  });

  test('a plan starts at the narrowest node and filters as soon as it can', () => {
    const text = "MATCH (a:process)-[e]->(b:host)-[f]-(c) WHERE b.label = 'ws-1' AND a.count > 2 AND c.count > a.count RETURN c";
    expect(lines(text)).toEqual(['scan', 'filter', 'expand', 'filter', 'expand', 'filter', 'project', 'sort', 'limit']);
  });
});

describe('what is not in it is refused by name, at its place', () => {
  test.each([
    ['MATCH (n) SET n.label = 1 RETURN n', 'query_unsupported', 'SET'],
    ['CREATE (n) RETURN n', 'query_unsupported', 'CREATE'],
    ['MATCH (n) DETACH DELETE n', 'query_unsupported', 'DETACH'],
    ['MATCH (n) CALL db.labels() RETURN n', 'query_unsupported', 'CALL'],
    ['MATCH (n) RETURN *', 'query_unsupported', '*'],
    ['MATCH (n) WHERE n.a + 1 = 2 RETURN n', 'query_unsupported', '+'],
    ["MATCH (n) WHERE n.label =~ 'x' RETURN n", 'query_unsupported', '=~'],
    ['MATCH (a)-[*]->(b) RETURN a', 'query_unsupported', '*'],
    ['MATCH (a)-[*2..]->(b) RETURN a', 'query_unsupported', '*2..'],
    ['MATCH (n) RETURN n UNION MATCH (n) RETURN n UNION ALL MATCH (n) RETURN n', 'query_unsupported', 'UNION ALL'],
    ['MATCH (n) RETURN n UNION MATCH (m) RETURN m', 'query_syntax', 'RETURN'],
    ['MATCH (n) WITH n.label RETURN 1', 'query_syntax', 'n.label'],
    ['MATCH (n) WITH n.label AS l RETURN n', 'query_syntax', 'n'],
    ['MATCH (n) WITH collect(n) AS all UNWIND all AS m MATCH (m)--(o) RETURN o', 'query_unsupported', 'm'],
    ['MATCH (n) WHERE count(n) > 1 RETURN n', 'query_syntax', 'count(n)'],
    ['MATCH (n) RETURN count(max(n.count))', 'query_syntax', 'max(n.count)'],
    ['MATCH (n) RETURN [n.label, count(*)]', 'query_unsupported', 'n.label'],
    ['MATCH (n) RETURN DISTINCT n.label ORDER BY n.count', 'query_syntax', 'n.count'],
    ['MATCH (n) RETURN n.label, count(*) ORDER BY n.count', 'query_syntax', 'n.count'],
    ['MATCH (n) RETURN lenght(n)', 'query_unsupported', 'lenght'],
    ['MATCH (n) RETURN size()', 'query_syntax', 'size()'],
    ['MATCH (n) RETURN toLower(DISTINCT n.label)', 'query_syntax', 'DISTINCT'],
    ['MATCH (n) RETURN max(*)', 'query_syntax', 'max'],
    ['MATCH (n) RETURN all(n)', 'query_unsupported', 'all'],
    ['MATCH p = (a)-[*1..2]-(b) RETURN p.label', 'query_unsupported', 'p.label'],
    ['MATCH (a)-[e*1..2]-(b) RETURN e.count', 'query_unsupported', 'e.count'],
    ['MATCH p = shortestPath((a)-[*2..3]-(b)) RETURN p', 'query_unsupported', '-[*2..3]-'],
    ['MATCH p = shortestPath((a)-[*1..3]-(b)--(c)) RETURN p', 'query_syntax', '(a)-[*1..3]-(b)--(c)'],
    ['MATCH (a)--(b), p = shortestPath((a)-[*1..3]-(b)) RETURN p', 'query_unsupported', 'shortestPath((a)-[*1..3]-(b))'],
    ['MATCH p = shortestPath((a)-[*1..3]-(b)) WHERE length(p) > 1 RETURN p', 'query_unsupported', 'length(p) > 1'],
    ['MATCH p = longestPath((a)-[*1..3]-(b)) RETURN p', 'query_unsupported', 'longestPath'],
    ['MATCH p = (a)--(b) MATCH p = (c)--(d) RETURN p', 'query_syntax', 'p'],
    ['MATCH (n) OPTIONAL MATCH p = (n) RETURN p', 'query_unsupported', 'p'],
    [`${'MATCH (n) '.repeat(LIMITS.queryClauses)}RETURN n`, 'limit', 'RETURN'],
    ['MATCH (n); MATCH (m) RETURN n', 'query_unsupported', ';'],
    [`MATCH (a)-[*1..${LIMITS.hops + 1}]->(b) RETURN a`, 'limit', `*1..${LIMITS.hops + 1}`],
    ['MATCH (a)-[*3..1]->(b) RETURN a', 'query_syntax', '*3..1'],
    ['MATCH (n:Hostt) RETURN n', 'query_syntax', 'Hostt'],
    ['MATCH (a)-[:SPAWND]->(b) RETURN a', 'query_syntax', 'SPAWND'],
    ['MATCH (n) RETURN m', 'query_syntax', 'm'],
    ['MATCH (n) RETURN n.label, n.label', 'query_syntax', 'n.label'],
    ['MATCH (n) RETURN', 'query_syntax', ''],
    ["MATCH (n) WHERE n.label = 'open RETURN n", 'query_syntax', "'"],
    ['MATCH (a)-[a]->(b) RETURN b', 'query_syntax', 'a'],
    ['', 'query_syntax', ''],
  ])('%s', (text, code, marked) => {
    expect(refused(text)).toMatchObject({ code, marked });
  });

  test('a word that is nearly right is named', () => {
    expect(refused('MATCH (n:hots) RETURN n').next).toBe('Write host.');
    expect(refused('MATCH (node) RETURN nodee').next).toBe('Write node.');
  });

  test('a text without end, brackets without end and hostile signs end in an error, never in a throw', () => {
    for (const text of [
      'x'.repeat(LIMITS.queryText + 1),
      `MATCH (n) WHERE ${'('.repeat(500)}`,
      '\u0000',
      '`',
      'MATCH (n) RETURN n /* ',
      '\ud800',
    ]) {
      expect(parseQuery(text)).toMatchObject({ ok: false });
    }
  });
});

test('a name begins with any letter of any script', () => {
  const letters = Array.from({ length: 0x1_4000 }, (_, code) => String.fromCodePoint(code)).filter((letter) =>
    /^\p{ID_Start}$/u.test(letter),
  );
  expect(letters.length).toBeGreaterThan(50_000);
  const told = (letter: string): boolean => {
    const { tokens, errors } = lexer.tokenize(letter);
    return errors.length === 0 && tokens.length === 1 && tokens[0]!.tokenType === Identifier;
  };
  expect(letters.filter((letter) => !told(letter))).toEqual([]);
});
