import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it, vi } from 'vitest';
import { makeCases } from '../../../../renderer/features/cases/store.ts';
import { useCaseVerbs } from '../../../../renderer/features/cases/use-case-verbs.ts';
import { verbOf } from '../../../../renderer/features/frame/use-verb-keys.ts';
import { windowVerbs } from '../../../../renderer/features/frame/window-verbs.ts';
import { rank, ranked } from '../../../../renderer/features/palette/rank.ts';
import { benchVerbs } from '../../../../renderer/features/workbench/bench-verbs.ts';
import { makeWorkbench } from '../../../../renderer/features/workbench/store.ts';
import { begin } from '../../../../renderer/features/workbench/tasks.ts';
import * as verb from '../../../../renderer/verb.ts';
import type { Part, Where } from '../../../../renderer/verb.ts';
import type { ContextState } from '../../../../shared/contract/state.ts';

vi.mock('../../../../renderer/verb.ts', { spy: true });

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

  it('have the keys of the design', () => {
    const keys = Object.values(verbs).flatMap((verb) => verb.keys ?? []);
    for (const key of ['/', 'E', 'P', 'H', 'C', 'G', 'T', 'B', 'Shift+P', 'Ctrl+L', 'Ctrl+Z', 'Ctrl+Shift+Z', '1', '4'])
      expect(keys).toContain(key);
  });
});

describe('all verbs of a customer’s window', () => {
  const bench = makeWorkbench();
  const work = Object.values(benchVerbs({ bench, role: 'investigator', onPane: () => undefined, onSaved: () => undefined }));
  const context = { mark: {} } as ContextState;
  const person = { name: 'Ada', issuer: 'https://idp', home: 'mssp' } as const;
  const opens = { onPalette: () => undefined, onKeys: () => undefined, onActions: () => undefined };
  const own = Object.values(windowVerbs({ person, context, screen: 'workbench', theme: 'dark', online: true }, opens));

  it('have a key each that no other has, those of cases too', () => {
    const provided: Part[] = [];
    vi.spyOn(verb, 'useProvided').mockImplementation((part) => void provided.push(part));
    function Cases() {
      useCaseVerbs({ bench, cases: makeCases(), role: 'investigator', shown: true, onShow: () => undefined });
      return null;
    }
    renderToStaticMarkup(createElement(Cases));
    expect(provided).toHaveLength(1);
    const all = [...work, ...provided[0]!.verbs, ...own].filter((one) => one !== null && !one.quiet);
    const keys = all.flatMap((one) => one?.keys ?? []);
    expect(keys).toContain('Ctrl+S');
    expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
  });

  it('stand in one order, whichever part came or changed last', () => {
    const part = (title: string): Part => ({ title, verbs: [], explain: () => undefined });
    const [cases, bench1, frame] = [part('Cases'), part('Workbench'), part('Window')];
    const titles = (parts: readonly Part[]): string[] => parts.reduce(verb.withPart, [] as readonly Part[]).map(({ title }) => title);
    for (const parts of [
      [cases, bench1, frame],
      [frame, bench1, cases],
      [bench1, frame, cases],
    ])
      expect(titles(parts)).toEqual(['Workbench', 'Cases', 'Window']);
  });
});

describe('Escape', () => {
  const bench = makeWorkbench();
  const part = {
    title: 'Workbench',
    explain: () => undefined,
    verbs: Object.values(benchVerbs({ bench, role: 'investigator', onPane: () => undefined, onSaved: () => undefined })),
  };
  const escape = { key: 'Escape', ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };
  const heard = (...at: Where[]): string | null => verbOf([part], escape, new Set<Where>(['window', ...at]), false)?.verb.label ?? null;

  it('ends what is under way wherever one is but where one writes; then it chooses nothing, in the table too', () => {
    expect([heard('page'), heard('page', 'work')]).toEqual([null, 'Choose nothing']);
    let stopped = 0;
    const layout = begin(bench, 'Arranging', { stop: () => stopped++, layout: true });
    begin(bench, 'Reading');
    expect([heard(), heard('page'), heard('page', 'work')]).toEqual([null, 'Stop', 'Stop']);
    part.verbs.find(({ label }) => label === 'Stop')!.run();
    expect(stopped).toBe(1);
    layout.end();
    expect([heard('page'), heard('page', 'work')]).toEqual([null, 'Choose nothing']);
  });
});
