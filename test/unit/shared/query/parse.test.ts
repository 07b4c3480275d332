import { describe, expect, test } from 'vitest';
import { LIMITS } from '../../../../shared/limits.ts';
import { complete, parseQuery } from '../../../../shared/query/parse/index.ts';
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
    ['MATCH (n) RETURN n UNION MATCH (m) RETURN m', 'query_unsupported', 'UNION'],
    ['OPTIONAL MATCH (n) RETURN n', 'query_unsupported', 'OPTIONAL'],
    ['MATCH (n) WITH n RETURN n', 'query_unsupported', 'WITH'],
    ['MATCH (n) SET n.label = 1 RETURN n', 'query_unsupported', 'SET'],
    ['CREATE (n) RETURN n', 'query_unsupported', 'CREATE'],
    ['MATCH (n) DETACH DELETE n', 'query_unsupported', 'DETACH'],
    ['MATCH (n) CALL db.labels() RETURN n', 'query_unsupported', 'CALL'],
    ['MATCH (n) RETURN count(n)', 'query_unsupported', 'count'],
    ['MATCH p = (a)-[]-(b) RETURN p', 'query_unsupported', 'p'],
    ['MATCH p = shortestPath((a)-[*1..3]-(b)) RETURN p', 'query_unsupported', 'shortestPath'],
    ['MATCH (n) RETURN DISTINCT n', 'query_unsupported', 'DISTINCT'],
    ['MATCH (n) RETURN *', 'query_unsupported', '*'],
    ['MATCH (n) RETURN n SKIP 3', 'query_unsupported', 'SKIP'],
    ['MATCH (n) WHERE n.a + 1 = 2 RETURN n', 'query_unsupported', '+'],
    ["MATCH (n) WHERE n.label =~ 'x' RETURN n", 'query_unsupported', '=~'],
    ['MATCH (a)-[*]->(b) RETURN a', 'query_unsupported', '*'],
    ['MATCH (a)-[*2..]->(b) RETURN a', 'query_unsupported', '*2..'],
    ['MATCH (n) MATCH (m) RETURN n', 'query_unsupported', 'MATCH'],
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

describe('completion offers words of the language, never values', () => {
  const words = (text: string): string[] => complete(text, text.length).options.map(({ word }) => word);
  test.each([
    ['MATCH (n:ho', ['host']],
    ['MATCH (n)-[:SPA', ['SPAWNED']],
    ['MATCH (n:host) WHERE n.lab', ['label']],
    ['MATCH (n)-[e:RUNS]-(m) WHERE e.lab', []],
    ['MATCH (host1) WHERE hos', ['host1']],
    ['mat', ['MATCH']],
    ['MATCH (n) WHERE n.label = $', []],
  ])('%s', (text, wanted) => {
    expect(words(text)).toEqual(wanted);
  });

  test('it says what is replaced', () => {
    expect(complete('MATCH (n:ho', 11)).toMatchObject({ from: 9 });
  });
});
