/** The verbs of cases, for keys and palette. Ctrl+S saves the case while its pane is open. */
import { useMemo } from 'react';
import { permits, ROLES } from '../../../shared/access/roles.ts';
import type { Role } from '../../../shared/access/roles.ts';
import { EDGE_KINDS } from '../../../shared/graph/kinds.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { useProvided } from '../../verb.ts';
import type { Verb } from '../../verb.ts';
import { viewOf } from '../workbench/keep-view.ts';
import type { Workbench } from '../workbench/store.ts';
import { CHOOSE_FIRST, say, selectedNodes } from '../workbench/verbs.ts';
import { beginCase, isChanged, isRefused, newCase, saveCase, write } from './store.ts';
import type { Taken } from './draft.ts';
import type { Cases } from './store.ts';

/** What a case's own buttons do by key, too. */
export const CASE_KEYS = { save: 'Ctrl+S', export: 'Ctrl+Shift+E' } as const;

interface CaseVerbsOptions {
  readonly bench: Workbench;
  readonly cases: Cases;
  readonly role: Role;
  /** The pane is open. */
  readonly shown: boolean;
  readonly onShow: () => void;
}

/** What is selected, as evidence that is not saved yet. */
function selected(bench: Workbench): Taken[] {
  const state = bench.store.getState();
  const scene = bench.scene(state);
  const edge = state.selectedEdge === null ? undefined : scene.edges.get(state.selectedEdge);
  const label = (id: string): string => state.known.nodes.get(id as never)?.label ?? '';
  if (edge)
    return edge.records.map(({ id, src, dst, kind }) => ({
      take: 'edge',
      id,
      src,
      dst,
      why: '',
      words: `${label(src)} ${EDGE_KINDS[kind].verb} ${label(dst)}`,
    }));
  return selectedNodes(state, scene).flatMap((node) =>
    node.records.map(({ id, label: words }): Taken => ({ take: 'node', id, why: '', words })),
  );
}

export function useCaseVerbs({ bench, cases, role, shown, onShow }: CaseVerbsOptions): void {
  const part = useMemo(() => {
    const mayWrite = (): string | null => (permits(role, 'case.write') ? null : `Needs role ${ROLES.investigator.title}.`);
    const mayExport = (): string | null => (permits(role, 'graph.export') ? null : `Needs role ${ROLES.investigator.title}.`);
    const room = (): string | null => {
      const { open } = cases.getState();
      const has = open ? open.draft.kept.length + open.draft.taken.length : 0;
      return has + selected(bench).length > LIMITS.caseEvidence ? `A case has ${LIMITS.caseEvidence} pieces of evidence at most.` : null;
    };
    const take = (): void => {
      const found = selected(bench);
      onShow();
      if (!cases.getState().open) beginCase(cases);
      const { draft } = cases.getState().open!;
      write(cases, { taken: [...draft.taken, ...found.filter(({ id }) => !draft.taken.some((piece) => piece.id === id))] });
      say(bench, `${found.length} taken as evidence; save to keep.`);
    };
    const save: Verb = {
      label: 'Save the case',
      keys: [CASE_KEYS.save],
      where: 'window',
      why: () => {
        const { open } = cases.getState();
        return (
          mayWrite() ??
          (!open
            ? 'No case is open.'
            : open.draft.title.trim() === ''
              ? 'Give the case a title.'
              : isChanged(open) || isRefused(open)
                ? null
                : 'Nothing has changed.')
        );
      },
      run: () => void saveCase(cases, viewOf(bench, bench.store.getState())),
    };
    return {
      title: 'Cases',
      explain: (why: string) => say(bench, why),
      verbs: [
        ...(shown ? [save] : []),
        {
          label: 'New case',
          where: 'page',
          why: mayWrite,
          run: () => {
            onShow();
            void newCase(cases);
          },
        },
        {
          label: 'Take as evidence',
          keys: ['A'],
          where: 'work',
          why: () => mayWrite() ?? (selected(bench).length === 0 ? CHOOSE_FIRST : room()),
          run: take,
        },
        { label: 'Export', keys: [CASE_KEYS.export], where: 'window', why: mayExport, run: () => cases.setState({ dialog: 'export' }) },
      ] satisfies Verb[],
    };
  }, [bench, cases, role, shown, onShow]);
  useProvided(part);
}
