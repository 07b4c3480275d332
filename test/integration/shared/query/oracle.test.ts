/**
 * The subset beside the grammar that Neo4j publishes (its own editor's parser): what the one takes, the other takes; and
 * what the other takes and the one does not, is refused by its name at its place, never as a mere slip of the pen.
 */
import { lintCypherQuery } from '@neo4j-cypher/language-support';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planQuery } from '../../../../shared/query/index.ts';
import { ACCEPTED, REFUSED } from '../../../support/cypher-corpus.ts';
import { graphWithQuestions } from '../../../support/agreement.ts';
import { textOf } from '../../../support/question-text.ts';

/** The oracle also judges meaning (types, unknown names): only what its grammar says counts here. */
const complaints = (text: string): string[] =>
  lintCypherQuery(text, {})
    .diagnostics.map(({ message }) => (typeof message === 'string' ? message : message.value))
    .filter((message) => /^(?:Invalid input|Expected '=')/.test(message));
/** As Cypher 5, or where a clause came later as Cypher 25. */
const takes = (text: string): boolean => complaints(text).length === 0 || complaints(`CYPHER 25 ${text}`).length === 0;

test('the oracle can refuse', () => {
  for (const text of ['MATCH (n RETURN n', 'MATCH (n) RETURN', 'FROBNICATE (n)', 'MATCH (n) WHERE RETURN n', 'RETURN [1', 'RETURN 1 AS'])
    expect(takes(text), text).toBe(false);
});

describe('what the subset takes, the grammar takes', () => {
  test.each(ACCEPTED)('%s', (text) => {
    expect(planQuery(text)).toMatchObject({ ok: true });
    expect(complaints(text)).toEqual([]);
  });

  test('questions that were made up', () => {
    let tried = 0;
    fc.assert(
      fc.property(graphWithQuestions(2), ([, questions]) => {
        for (const question of questions) {
          const text = textOf(question);
          expect(planQuery(text), text).toMatchObject({ ok: true });
          expect(complaints(text), text).toEqual([]);
          tried++;
        }
      }),
      { numRuns: 20, endOnFailure: true },
    );
    expect(tried).toBe(40);
  }, 120_000);

  test('a question with a piece torn out is not taken where the grammar does not take it', () => {
    let both = 0;
    for (const text of ACCEPTED) {
      const words = text.match(/\w+|\s+|[^\w\s]/g) ?? [];
      for (let at = 0; at < words.length; at += 9) {
        const torn = words.filter((_, index) => index !== at).join('');
        if (!planQuery(torn).ok) continue;
        expect(complaints(torn), torn).toEqual([]);
        both++;
      }
    }
    expect(both).toBeGreaterThan(15);
  }, 120_000);
});

describe('what the grammar takes and the subset does not, is refused by name', () => {
  test.each(REFUSED)('%s: %s', (text, named, marked) => {
    expect(takes(text)).toBe(true);
    const plan = planQuery(text);
    if (plan.ok) throw new Error('it was accepted');
    const { code, text: sentence, next, place } = plan.error;
    expect(code).toBe('query_unsupported');
    expect(sentence).toContain(named);
    expect(text.slice(place!.offset, place!.offset + place!.length)).toBe(marked);
    expect(next.length).toBeGreaterThan(5);
  });
});
