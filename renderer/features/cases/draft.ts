/** What is written of a case since it was saved, in the window and as the notebook keeps it. */
import type {
  CaseContent,
  CaseDraft,
  CaseDraftInput,
  CaseStatus,
  CaseVersion,
  Evidence,
  EvidenceInput,
} from '../../../shared/contract/cases.ts';

/** A piece that is taken but not saved yet: main freezes it with the save. */
export type Taken = Exclude<EvidenceInput, { readonly take: 'kept' }> & { readonly words: string };

export interface Draft {
  readonly title: string;
  readonly status: CaseStatus;
  readonly notes: string;
  readonly kept: readonly Evidence[];
  readonly taken: readonly Taken[];
  /** The canvas as it stands goes into the next version. */
  readonly withCanvas: boolean;
}

export const EMPTY: Draft = { title: '', status: { state: 'open' }, notes: '', kept: [], taken: [], withCanvas: true };

export const draftOf = ({ head }: CaseVersion, { notes, evidence }: CaseContent): Draft => ({
  title: head.title,
  status: head.status,
  notes,
  kept: evidence,
  taken: [],
  withCanvas: false,
});

export const fromKept = ({ title, status, notes, kept, taken, withCanvas }: CaseDraft, evidence: readonly Evidence[]): Draft => ({
  title,
  status,
  notes,
  kept: kept === null ? evidence : evidence.filter(({ id }) => kept.includes(id)),
  taken: taken.map(({ piece, words }) => ({ ...piece, words })),
  withCanvas,
});

/** As it is kept in the notebook. */
export const toKept = ({ parents, draft }: { readonly parents: readonly string[]; readonly draft: Draft }): CaseDraftInput => ({
  parents: [...parents],
  title: draft.title,
  status: draft.status,
  notes: draft.notes,
  kept: draft.kept.map(({ id }) => id),
  taken: draft.taken.map(({ words, ...piece }) => ({ piece, words })),
  withCanvas: draft.withCanvas,
});
