/**
 * What a notebook keeps of cases where the grant allows a part of the graph: the analyst's own words. Versions hold records, so all
 * of them go; those that were not sent leave their words as a draft, on what the hub has of the case.
 */
import type { CaseDraft } from '../../shared/contract/cases.ts';
import { leavesOf } from '../../shared/contract/cases.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { Book } from './book.ts';
import type { KeptCases, KeptVersion } from './cases.ts';
import type { Drafts } from './drafts.ts';

const NOT_SENT: ReadonlySet<KeptVersion['state']> = new Set(['pending', 'refused', 'lost']);

/** Throws when the disk does; then nothing of it has happened. */
export function keepWords(book: Book, cases: KeptCases, drafts: Drafts): void {
  // It is said more than once: what is not known here any more was looked through the first time.
  const below = (id: string): string[] => (cases.find(id) ? cases.standing([id], NOT_SENT) : [id]);
  const onSent = (ids: readonly string[]): string[] => [...new Set(ids.flatMap(below))].slice(0, LIMITS.caseParents);
  book.change(() => {
    for (const id of drafts.ids()) {
      const draft = drafts.get(id);
      // Its words for records are labels.
      if (draft) drafts.keep(id, { ...draft, parents: onSent(draft.parents), taken: [] });
      else drafts.forget(id);
    }
    for (const { id } of cases.cases().filter(({ pending }) => pending > 0)) {
      const mine = leavesOf(cases.versions(id)).filter(({ id: version, state }) => state !== 'sent' && cases.body(version) !== null);
      if (mine.length > 0 && !drafts.ids().includes(id)) drafts.keep(id, wordsOf(mine, cases, onSent));
    }
    cases.clear();
  });
  // Deleted rows are overwritten in the file; its log may still hold them.
  book.db.checkpoint();
}

function wordsOf(leaves: readonly KeptVersion[], cases: KeptCases, onSent: (ids: readonly string[]) => string[]): CaseDraft {
  const notes = leaves
    .map(({ id }) => (JSON.parse(cases.body(id)!) as { notes?: unknown }).notes)
    .filter((text) => typeof text === 'string');
  const { title, status } = leaves.at(-1)!.head;
  return {
    parents: onSent(leaves.map(({ id }) => id)),
    title,
    status,
    notes: notes.join('\n\n---\n\n').slice(0, LIMITS.caseNotes),
    kept: null,
    taken: [],
    withCanvas: false,
  };
}
