/** What one version changed in another. */
import type { CaseContent, CaseHead, Changed } from '../../shared/contract/cases.ts';

export interface Whole {
  readonly head: Pick<CaseHead, 'title' | 'status' | 'drawn'>;
  readonly content: CaseContent;
  /** As it was saved, in whichever form: one that is not known here is carried on, not dropped. */
  readonly canvas: unknown;
}

const EMPTY: Whole = {
  head: { title: '', status: { state: 'open' }, drawn: 0 },
  content: { notes: '', canvas: null, evidence: [] },
  canvas: null,
};
const differ = (a: unknown, b: unknown): boolean => JSON.stringify(a) !== JSON.stringify(b);

/** Where a canvas looks, and what is selected, changes nothing of what is on it. */
const shown = ({ canvas }: Whole): unknown =>
  typeof canvas === 'object' && canvas !== null ? { ...canvas, camera: null, selected: [], query: '', brush: null, mode: 'graph' } : null;

export function changedFrom(before: Whole | null, after: Whole): Changed {
  const old = before ?? EMPTY;
  const [had, has] = [old, after].map(({ content }) => new Set(content.evidence.map(({ id }) => id))) as [Set<string>, Set<string>];
  return {
    title: old.head.title !== after.head.title,
    status: differ(old.head.status, after.head.status),
    notes: old.content.notes !== after.content.notes,
    canvas: differ(shown(old), shown(after)),
    added: [...has].filter((id) => !had.has(id)).length,
    removed: [...had].filter((id) => !has.has(id)).length,
  };
}

export const isChange = ({ added, removed, ...flags }: Changed): boolean => added + removed > 0 || Object.values(flags).some(Boolean);
