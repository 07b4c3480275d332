/** The buttons of a case call their keys as this keyboard does. */
import { renderToStaticMarkup } from 'react-dom/server';
import { afterEach, expect, test, vi } from 'vitest';
import type { OpenCase } from '../../../../renderer/features/cases/store.ts';

afterEach(() => vi.unstubAllGlobals());

async function buttonsOn(userAgent: string): Promise<string> {
  vi.resetModules();
  vi.stubGlobal('navigator', { userAgent });
  const { CaseEditor } = await import('../../../../renderer/features/cases/case-editor.tsx');
  const { makeCases } = await import('../../../../renderer/features/cases/store.ts');
  const { makeWorkbench } = await import('../../../../renderer/features/workbench/store.ts');
  const draft = { title: 'Beacon', notes: '', status: { state: 'open' }, kept: [], taken: [], withCanvas: true } as const;
  const id = '0191f000-0000-7000-8000-000000000001';
  const open: OpenCase = { id, draftId: id, keptDraft: null, versions: [], leaves: [], parents: [], canvas: null, saved: null, draft };
  const markup = renderToStaticMarkup(<CaseEditor bench={makeWorkbench()} cases={makeCases()} open={open} mayWrite />);
  return [...markup.matchAll(/<button.*?<\/button>/g)]
    .map(([button]) => `${/aria-label="([^"]*)"/.exec(button)?.[1] ?? ''} ${button.replace(/<[^>]*>/g, '')}`)
    .join('|');
}

test('with Ctrl, or with ⌘ on a Mac', async () => {
  const elsewhere = await buttonsOn('Mozilla/5.0 (Windows NT 10.0; Win64; x64)');
  expect(elsewhere).toContain('Export (Ctrl+Shift+E)');
  expect(elsewhere).toContain('Save Ctrl+S');
  const mac = await buttonsOn('Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)');
  expect(mac).toContain('Export (⌘⇧E)');
  expect(mac).toContain('Save ⌘S');
  expect(mac).not.toContain('Ctrl');
});
