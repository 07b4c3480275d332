import { describe, expect, it } from 'vitest';
import { rank, ranked } from '../../../../renderer/features/palette/rank.ts';
import { benchVerbs } from '../../../../renderer/features/workbench/bench-verbs.ts';
import { makeWorkbench } from '../../../../renderer/features/workbench/store.ts';

const list = (...labels: string[]) => labels.map((label) => ({ label, why: null as string | null }));
const labels = (all: readonly { readonly label: string }[]): string[] => all.map(({ label }) => label);

describe('the order of the palette', () => {
  it('is: the beginning, the beginning of a word, initials, inside, letters in order', () => {
    const all = list('Unhide pane', 'Show all', 'Hide', 'Arrange by tree', 'Path hidden', 'Highlight deep');
    expect(labels(ranked(all, 'hid'))).toEqual(['Hide', 'Path hidden', 'Unhide pane', 'Highlight deep']);
    expect(rank('Arrange by tree', 'abt')).toBe(2);
    expect(rank('Arrange by tree', 'xyz')).toBeNull();
  });

  it('is the list’s own among equals, and for nothing written', () => {
    const all = list('Pin', 'Path', 'Palette');
    expect(labels(ranked(all, ''))).toEqual(['Pin', 'Path', 'Palette']);
    expect(labels(ranked(all, 'p'))).toEqual(['Pin', 'Path', 'Palette']);
    expect(labels(ranked(all, ' PA '))).toEqual(['Path', 'Palette']);
  });

  it('puts what can’t be done behind what can, within a rank and not across', () => {
    const all = [
      { label: 'Expand', why: 'Choose a node first.' },
      { label: 'Extend', why: null },
      { label: 'Next', why: null },
    ];
    expect(labels(ranked(all, 'ex'))).toEqual(['Extend', 'Expand', 'Next']);
  });
});

describe('the workbench’s verbs', () => {
  const verbs = benchVerbs({ bench: makeWorkbench(), role: 'observer', onPane: () => undefined, onSaved: () => undefined });

  it('say why they can’t be done', () => {
    expect(verbs.query.why()).toBe('Needs role Investigator.');
    expect(verbs.expand.why()).toBe('Choose a node first.');
    expect(verbs.path.why()).toMatch(/^Choose two nodes first/);
    expect(verbs.undo.why()).toBe('Nothing to undo.');
    expect(verbs.tree.why()).toBe('Nothing is drawn.');
    expect(
      benchVerbs({ bench: makeWorkbench(), role: 'responder', onPane: () => undefined, onSaved: () => undefined }).query.why(),
    ).toBeNull();
  });

  it('have a key each that no other has', () => {
    const keys = Object.values(verbs).flatMap((verb) => verb.keys ?? []);
    expect(new Set(keys).size).toBe(keys.length);
    // Of the design's table.
    for (const key of ['/', 'E', 'P', 'H', 'C', 'G', 'T', 'B', 'Shift+P', 'Ctrl+L', 'Ctrl+Z', 'Ctrl+Shift+Z', '1', '4'])
      expect(keys).toContain(key);
  });
});
