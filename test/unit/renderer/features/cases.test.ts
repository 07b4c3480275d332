/** Cases in the window: which lines differ, and what people read of changes and conflicts. */
import { describe, expect, test } from 'vitest';
import { compareLines } from '../../../../renderer/features/cases/lines.ts';
import { afterSave, merged } from '../../../../renderer/features/cases/merge.ts';
import { changedWords, conflictWords } from '../../../../renderer/features/cases/words.ts';
import type { Draft } from '../../../../renderer/features/cases/draft.ts';
import { LIMITS } from '../../../../shared/limits.ts';
import type { CaseContent, CaseVersion, Evidence } from '../../../../shared/contract/cases.ts';

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

describe('two versions in one draft', () => {
  const piece = (id: string): Evidence => ({ id, at: 1, by: 'x', why: '', record: { form: 'node', node: {} } }) as unknown as Evidence;
  const read = (
    author: string,
    more: { title?: string; status?: CaseVersion['head']['status']; notes?: string; evidence?: Evidence[] },
  ) => ({
    version: {
      id: author,
      author,
      own: false,
      state: 'sent',
      refused: null,
      head: {
        title: 't',
        status: { state: 'open' },
        parents: [],
        at: 1,
        changed: NONE,
        evidence: 0,
        drawn: 0,
        ...(more.title ? { title: more.title } : {}),
        ...(more.status ? { status: more.status } : {}),
      },
    } as CaseVersion,
    content: { notes: more.notes ?? 'same', canvas: null, evidence: more.evidence ?? [] } as CaseContent,
  });
  const closed = { state: 'closed', verdict: 'malicious', reason: 'C2' } as const;

  test('hold what both say: notes, evidence, the other title and both verdicts, and are open where those differ', () => {
    const both = merged(
      read('Dana', { notes: 'mine', evidence: [piece('1'), piece('2')] }),
      read('Evan', { title: 'Beacon', status: closed, notes: 'theirs', evidence: [piece('2'), piece('3')] }),
    );
    if (!both.ok) throw new Error(both.error.text);
    const { draft, message } = both.value;
    for (const said of ['mine', 'theirs', 'Beacon', 'Evan: Closed as malicious, C2', 'Dana: Open']) expect(draft.notes).toContain(said);
    expect(draft).toMatchObject({ title: 't', status: { state: 'open' } });
    expect(draft.kept.map(({ id }) => id)).toEqual(['1', '2', '3']);
    expect(message).toContain('open until you judge');
    const alike = merged(read('Dana', { status: closed }), read('Evan', { status: closed }));
    expect(alike).toMatchObject({ value: { draft: { notes: 'same', status: closed } } });
  });

  test('are refused where a case can not hold both, and it says how much there is', () => {
    const long = 'x'.repeat(LIMITS.caseNotes - 10);
    expect(merged(read('Dana', { notes: long }), read('Evan', { notes: `${long}y` }))).toMatchObject({
      ok: false,
      error: { code: 'limit', text: expect.stringContaining('199') },
    });
  });
});

test('what was written while a save ran stays written', () => {
  const kept = (id: string): Evidence => ({ id }) as Evidence;
  const taken = (id: string) => ({ take: 'node', id, why: '', words: id }) as unknown as Draft['taken'][number];
  const sent: Draft = {
    title: 't',
    status: { state: 'open' },
    notes: 'one',
    kept: [kept('1'), kept('2')],
    taken: [taken('a')],
    withCanvas: true,
  };
  const base: Draft = { ...sent, kept: [kept('1'), kept('2'), kept('a')], taken: [], withCanvas: false };
  expect(afterSave(sent, sent, base)).toBe(base);
  const now: Draft = { ...sent, notes: 'one two', kept: [sent.kept[1]!], taken: [...sent.taken, taken('b')] };
  const after = afterSave(sent, now, base);
  expect(after).toMatchObject({ title: 't', notes: 'one two', withCanvas: false });
  expect([after.kept.map(({ id }) => id), after.taken.map(({ id }) => id)]).toEqual([['2', 'a'], ['b']]);
});
