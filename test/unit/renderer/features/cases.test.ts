/** Cases in the window: which lines differ, and what people read of changes and conflicts. */
import { describe, expect, test } from 'vitest';
import { compareLines } from '../../../../renderer/features/cases/lines.ts';
import { changedWords, conflictWords } from '../../../../renderer/features/cases/words.ts';
import type { CaseVersion } from '../../../../shared/contract/cases.ts';

const sides = (before: string, after: string): string =>
  compareLines(before, after)
    .map(({ text, side }) => `${side === 'both' ? ' ' : side === 'old' ? '-' : '+'}${text}`)
    .join('|');

describe('lines', () => {
  test('that stand in both are told from those of one', () => {
    expect(sides('a\nb\nc', 'a\nx\nc')).toBe(' a|-b|+x| c');
    expect(sides('a\nb', 'a\nb')).toBe(' a| b');
    expect(sides('', 'a')).toBe('-|+a');
    expect(sides('a\nb\nc\nd', 'b\nc\ne\nd')).toBe('-a| b| c|+e| d');
  });

  test('give back both texts, whatever they are', () => {
    for (const [a, b] of [
      ['x\ny\nx\ny', 'y\nx\ny\nx'],
      ['a\n\n\nb', '\nb\n\na'],
    ] as const) {
      const lines = compareLines(a, b);
      expect(
        lines
          .filter(({ side }) => side !== 'new')
          .map(({ text }) => text)
          .join('\n'),
      ).toBe(a);
      expect(
        lines
          .filter(({ side }) => side !== 'old')
          .map(({ text }) => text)
          .join('\n'),
      ).toBe(b);
    }
  });

  test('of very long texts are compared without end of neither time nor memory', () => {
    const long = (mark: string): string => Array.from({ length: 5_000 }, (_, at) => `${mark}${at}`).join('\n');
    expect(compareLines(long('a'), long('b'))).toHaveLength(10_000);
  });
});

test('a conflict says who did what', () => {
  const version = (status: CaseVersion['head']['status'], own: boolean): CaseVersion => ({
    id: '0191f000-0000-7000-8000-000000000001',
    head: { title: 't', status, parents: [], at: 1, changed: NONE, evidence: 0, drawn: 0 },
    author: 'Evan',
    own,
    state: 'sent',
    refused: null,
  });
  expect(conflictWords(version({ state: 'closed', verdict: 'benign', reason: 'x' }, false))).toBe('Evan closed this as benign.');
  expect(conflictWords(version({ state: 'open' }, false))).toBe('Evan saved another version of this.');
  expect(conflictWords(version({ state: 'open' }, true))).toBe('You, elsewhere, saved another version of this.');
});

const NONE = { title: false, status: false, notes: false, canvas: false, added: 0, removed: 0 };
test('what changed is said in few words', () => {
  expect(changedWords({ ...NONE, notes: true, added: 2 })).toBe('notes, evidence +2');
  expect(changedWords(NONE)).toBe('brings versions together');
});
