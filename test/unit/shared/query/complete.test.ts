/** Completion: what the grammar allows at the cursor, and nothing of any customer. */
import { describe, expect, test } from 'vitest';
import { complete, parseQuery } from '../../../../shared/query/parse/index.ts';
import type { Known } from '../../../../shared/query/parse/index.ts';

const optionsAt = (text: string, known?: Known) => complete(text, text.length, known).options;
const words = (text: string, known?: Known): string[] => optionsAt(text, known).map(({ word }) => word);

describe('words of the language, never values', () => {
  test.each([
    ['MATCH (n:ho', ['host']],
    ['MATCH (n)-[:SPA', ['SPAWNED']],
    ['MATCH (n)-[:RUNS|SPA', ['SPAWNED']],
    ['MATCH (n:host) WHERE n.lab', ['label']],
    ['MATCH (n)-[e:RUNS]-(m) WHERE e.lab', []],
    ['MATCH (n)-[e:RUNS*1..2]-(m) WHERE e.', []],
    ['MATCH (n {lab', ['label']],
    ['MATCH (host1) WHERE hos', ['host1']],
    ['mat', ['MATCH']],
    ['MATCH (n) WHERE n.label = $', []],
    ['MATCH p = sho', ['shortestPath']],
    ['MATCH (one)--(two) OPTIONAL MATCH (t', ['two']],
    ['MATCH (n) RETURN toLo', ['toLower']],
    ['MATCH (n) RETURN n ORDER BY n.label D', ['DESC']],
    ['MATCH (n) RETURN n UNION ', ['OPTIONAL', 'MATCH', 'UNWIND', 'WITH', 'RETURN', 'ALL']],
    ['MATCH (n) WHERE n.label IS ', ['NOT', 'NULL']],
    ["MATCH (n) WHERE n.label = 'open", []],
    ['MATCH (n) FROBNICATE ', []],
  ])('%s', (text, wanted) => {
    expect(words(text).sort()).toEqual(wanted.sort());
  });

  test('a WITH hides what it does not hand on', () => {
    const text = 'MATCH (near)--(next) WITH near AS nearest, count(next) AS nexts WHERE ne';
    expect(words(text)).toEqual(['nearest', 'nexts']);
    expect(words('MATCH (near)--(b) WITH b RETURN ne')).toEqual([]);
    expect(words('MATCH (near)--(b) RETURN b UNION MATCH (n) RETURN ne')).toEqual([]);
    expect(words('MATCH (near:host)--(b) WITH DISTINCT near WHERE near.lab')).toEqual(['label']);
  });

  test('kinds and properties that are known take the place of those of the schema', () => {
    const known: Known = { nodeKinds: ['host'], edgeKinds: ['RAN_ON'], properties: { host: ['os'], user: ['sid'], RAN_ON: ['clock'] } };
    expect(words('MATCH (n:', known)).toEqual(['host']);
    expect(words('MATCH (n)-[:', known)).toEqual(['RAN_ON']);
    expect(words('MATCH (n:host) WHERE n.o', known)).toEqual(['os']);
    expect(words('MATCH (n)-[e]-() WHERE e.c', known)).toEqual(['count', 'clock']);
    expect(words('MATCH (n) WHERE n.s', known)).toEqual(['sid']);
    expect(words('MATCH (n:user {o', known)).toEqual([]);
  });

  test('it says what is replaced', () => {
    expect(complete('MATCH (n:ho', 11)).toMatchObject({ from: 9 });
  });
});

/** A beginning may end too early; the word itself is never what was not expected. */
test('what is offered, the parser accepts at that place', () => {
  const whole =
    "MATCH (n:host)-[e:RUNS]-(m) WHERE n.label STARTS WITH 'x' AND m.count > 1 RETURN DISTINCT n.label AS name ORDER BY name DESC LIMIT 3";
  let tried = 0;
  for (const gap of whole.matchAll(/(?<=[ (:.])(?=\w)/g)) {
    for (const { word } of optionsAt(whole.slice(0, gap.index))) {
      const result = parseQuery(`${whole.slice(0, gap.index)}${word} `);
      tried++;
      if (result.ok) continue;
      const written = `${whole.slice(0, gap.index)}⟨${word}⟩ ${result.error.text}`;
      expect(result.error.text.startsWith(JSON.stringify(word.split(' ')[0])), written).toBe(false);
    }
  }
  expect(tried).toBeGreaterThan(200);
});

test('hostile beginnings are offered nothing, and never throw', () => {
  for (const text of ['(((((((((', ']', 'MATCH (n) WHERE '.repeat(200), '\u0000', '`', '\ud800', `MATCH ${'('.repeat(2_000)}`])
    expect(() => complete(text, text.length)).not.toThrow();
});
