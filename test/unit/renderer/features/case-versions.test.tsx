/** Whoever hears the buttons alone can tell two versions apart that one person made in one minute. */
import { renderToStaticMarkup } from 'react-dom/server';
import type { ReactNode } from 'react';
import { expect, test } from 'vitest';
import { Choices } from '../../../../renderer/features/cases/compare-dialog.tsx';
import { makeCases } from '../../../../renderer/features/cases/store.ts';
import type { OpenCase } from '../../../../renderer/features/cases/store.ts';
import { Versions } from '../../../../renderer/features/cases/versions.tsx';
import type { CaseVersion } from '../../../../shared/contract/cases.ts';

const CHANGED = { title: false, status: false, notes: true, canvas: false, added: 0, removed: 0 };
const versionOf = (at: number): CaseVersion => ({
  id: `0191f000-0000-7000-8000-00000000000${at}`,
  head: { title: 'Beacon', status: { state: 'open' }, parents: [], at, changed: CHANGED, evidence: 0, drawn: 0 },
  author: 'Mara',
  own: true,
  state: 'sent',
  refused: null,
});
const versions = [3, 2, 1].map(versionOf);
const ids = versions.map(({ id }) => id);
const open: OpenCase = {
  id: ids[0]!,
  draftId: ids[0]!,
  keptDraft: null,
  versions,
  leaves: ids.slice(0, 1),
  parents: ids.slice(0, 1),
  canvas: null,
  saved: null,
  draft: { title: 'Beacon', notes: '', status: { state: 'open' }, kept: [], taken: [], withCanvas: true },
};

const buttonsOf = (node: ReactNode): readonly string[] =>
  [...renderToStaticMarkup(node).matchAll(/<button.*?<\/button>/g)].map(
    ([button]) => /aria-label="([^"]*)"/.exec(button)?.[1] ?? button.replace(/<[^>]*>/g, ''),
  );

test('in the list of versions', () => {
  expect(buttonsOf(<Versions cases={makeCases()} open={open} mayWrite />)).toEqual([
    'Compare version 2 with the present one',
    'Compare version 1 with the present one',
  ]);
});

test('where one of two is kept or restored', () => {
  const choices = (disagree: boolean) => <Choices cases={makeCases()} open={open} pair={versions.slice(0, 2)} disagree={disagree} />;
  expect(buttonsOf(choices(true))).toEqual(['Keep the first: Mara, 00:00', 'Keep the second: Mara, 00:00']);
  expect(buttonsOf(choices(false))).toEqual(['Restore the first: Mara, 00:00', 'Restore the second: Mara, 00:00']);
});
