/** What one version changed in another. */
import type { CaseContent, CaseHead, Changed } from '../../shared/contract/cases.ts';

export interface Whole {
  readonly head: Pick<CaseHead, 'title' | 'status'>;
  readonly content: CaseContent;
}

const EMPTY: Whole = { head: { title: '', status: { state: 'open' } }, content: { notes: '', canvas: null, evidence: [] } };
const differ = (a: unknown, b: unknown): boolean => JSON.stringify(a) !== JSON.stringify(b);

/** Where a canvas looks, and what is selected, changes nothing of what is on it. */
const shown = ({ canvas }: CaseContent): unknown =>
  canvas && { ...canvas, camera: null, selected: [], query: '', brush: null, mode: 'graph' };

export function changedFrom(before: Whole | null, after: Whole): Changed {
  const old = before ?? EMPTY;
  const [had, has] = [old, after].map(({ content }) => new Set(content.evidence.map(({ id }) => id))) as [Set<string>, Set<string>];
  return {
    title: old.head.title !== after.head.title,
    status: differ(old.head.status, after.head.status),
    notes: old.content.notes !== after.content.notes,
    canvas: differ(shown(old.content), shown(after.content)),
    added: [...has].filter((id) => !had.has(id)).length,
    removed: [...had].filter((id) => !has.has(id)).length,
  };
}

export const isChange = ({ added, removed, ...flags }: Changed): boolean => added + removed > 0 || Object.values(flags).some(Boolean);
