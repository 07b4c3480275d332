/** What the window holds of cases: the list, and the one that is open with what was written in it since it was saved. */
import { createStore } from 'zustand';
import type { StoreApi } from 'zustand';
import type { CaseContent, CaseLine, CaseStatus, CaseVersion, Evidence, EvidenceInput } from '../../../shared/contract/cases.ts';
import type { View } from '../../../shared/contract/view.ts';
import type { AppError, Result } from '../../../shared/errors.ts';
import { act } from '../../api.ts';
import { conflictWords } from './words.ts';

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

export interface OpenCase {
  /** Null until it was saved once. */
  readonly id: string | null;
  readonly versions: readonly CaseVersion[];
  readonly leaves: readonly string[];
  /** What the draft stands on, and that version's canvas. */
  readonly parents: readonly string[];
  readonly canvas: View | null;
  readonly saved: Draft | null;
  readonly draft: Draft;
}

export interface CasesState {
  readonly cases: readonly CaseLine[] | null;
  readonly asOf: number | null;
  /** When an earlier notebook was set aside. */
  readonly setAside: number | null;
  readonly open: OpenCase | null;
  readonly busy: string | null;
  readonly message: string;
  readonly error: AppError | null;
  readonly dialog: 'close' | 'compare' | 'export' | null;
  /** Versions that are compared. */
  readonly compared: readonly [string, string] | null;
}

const START: CasesState = {
  cases: null,
  asOf: null,
  setAside: null,
  open: null,
  busy: null,
  message: '',
  error: null,
  dialog: null,
  compared: null,
};

export type Cases = StoreApi<CasesState>;
export const makeCases = (): Cases => createStore<CasesState>(() => START);

const EMPTY: Draft = { title: '', status: { state: 'open' }, notes: '', kept: [], taken: [], withCanvas: true };

export const isChanged = ({ saved, draft }: OpenCase): boolean =>
  saved === null ||
  draft.withCanvas ||
  draft.taken.length > 0 ||
  draft.title !== saved.title ||
  draft.notes !== saved.notes ||
  draft.kept !== saved.kept ||
  draft.status !== saved.status;

/** Somebody else saved on top of what one's own version stands on. */
export const conflictOf = ({ leaves, versions }: OpenCase): CaseVersion | null =>
  leaves.length < 2
    ? null
    : (versions.find(({ id, own }) => leaves.includes(id) && !own) ?? versions.find(({ id }) => id === leaves[1]) ?? null);

async function during<T>(cases: Cases, busy: string, work: Promise<Result<T>>): Promise<T | null> {
  cases.setState({ busy, error: null });
  const result = await work;
  cases.setState(result.ok ? { busy: null } : { busy: null, error: result.error });
  return result.ok ? result.value : null;
}

/** At once what this desk knows, then what the hub says. */
export async function listCases(cases: Cases): Promise<void> {
  for (const fresh of [false, true]) {
    const listed = await act('cases.list', { fresh });
    if (!listed.ok) return cases.setState({ error: listed.error });
    cases.setState({ ...listed.value });
    const { open } = cases.getState();
    const line = open?.id && listed.value.cases.find(({ id }) => id === open.id);
    if (open && line && changedSince(open, line)) await refreshOpen(cases, open);
  }
}

const changedSince = ({ versions, leaves }: OpenCase, line: CaseLine): boolean =>
  line.versions !== versions.length ||
  line.leaves.some(({ id, state }) => !leaves.includes(id) || versions.find((one) => one.id === id)?.state !== state);

/** Versions and who stands on what, anew; what is being written stays. */
async function refreshOpen(cases: Cases, open: OpenCase): Promise<void> {
  const opened = await act('cases.open', { case: open.id! });
  if (opened.ok && cases.getState().open?.id === open.id)
    cases.setState(({ open: now }) => (now ? { open: { ...now, versions: opened.value.versions, leaves: opened.value.leaves } } : {}));
}

export function newCase(cases: Cases): void {
  cases.setState({ open: { id: null, versions: [], leaves: [], parents: [], canvas: null, saved: null, draft: EMPTY }, error: null });
}

const draftOf = ({ head }: CaseVersion, { notes, evidence }: CaseContent): Draft => ({
  title: head.title,
  status: head.status,
  notes,
  kept: evidence,
  taken: [],
  withCanvas: false,
});

/** The latest of its leaves; `version`: that one instead. */
export async function openCase(cases: Cases, id: string, version: string | null = null): Promise<void> {
  const opened = await during(cases, 'Opening', act('cases.open', { case: id }));
  if (!opened) return;
  const wanted = version ?? opened.leaves[0]!;
  const read = await during(cases, 'Opening', act('cases.read', { case: id, version: wanted }));
  if (!read) return;
  const draft = draftOf(read.version, read.content);
  cases.setState({ open: { id, ...opened, parents: [wanted], canvas: read.content.canvas, saved: draft, draft } });
}

export const write = (cases: Cases, some: Partial<Draft>): void =>
  cases.setState(({ open }) => (open ? { open: { ...open, draft: { ...open.draft, ...some } } } : {}));

export const leaveCase = (cases: Cases): void => cases.setState({ open: null, error: null });

/** `view`: the canvas as it stands. */
export async function saveCase(cases: Cases, view: View): Promise<boolean> {
  const { open, busy } = cases.getState();
  if (!open || busy !== null) return false;
  const { title, status, notes, kept, taken, withCanvas } = open.draft;
  const evidence: EvidenceInput[] = [
    ...kept.map(({ id }) => ({ take: 'kept' as const, id })),
    ...taken.map(({ words: _words, ...piece }) => piece),
  ];
  const input = { case: open.id, parents: [...open.parents], title, status, notes, evidence, canvas: withCanvas ? view : null };
  const saved = await during(cases, 'Saving', act('cases.save', input));
  if (!saved) return false;
  await openCase(cases, saved.case, saved.version);
  cases.setState({ message: saved.state === 'pending' ? 'Saved on this desk; sent as soon as the hub is there.' : 'Saved.' });
  void listCases(cases);
  return true;
}

/** An old version restored, or the one that was chosen in a conflict: it stands on all that stand now. */
export async function restoreVersion(cases: Cases, version: string): Promise<void> {
  const { open } = cases.getState();
  if (!open?.id) return;
  const restored = await during(cases, 'Restoring', act('cases.restore', { case: open.id, version, parents: [...open.leaves] }));
  if (!restored) return;
  cases.setState({ dialog: null, compared: null, message: 'Restored as a new version; nothing is lost.' });
  await openCase(cases, restored.case, restored.version);
  void listCases(cases);
}

/** Both in one draft, to be read and saved: one's notes under the other's, all evidence, the first one's canvas. */
export async function mergeVersions(cases: Cases, [one, other]: readonly [string, string]): Promise<void> {
  const { open } = cases.getState();
  if (!open?.id) return;
  const [a, b] = [
    await during(cases, 'Reading', act('cases.read', { case: open.id, version: one })),
    await during(cases, 'Reading', act('cases.read', { case: open.id, version: other })),
  ];
  if (!a || !b) return;
  const notes =
    a.content.notes === b.content.notes ? a.content.notes : `${a.content.notes}\n\n--- ${b.version.author} ---\n\n${b.content.notes}`;
  const kept = [...new Map([...a.content.evidence, ...b.content.evidence].map((piece) => [piece.id, piece])).values()];
  const draft = { ...draftOf(a.version, a.content), notes, kept };
  cases.setState(({ open: now }) =>
    now ? { open: { ...now, parents: [...now.leaves], saved: null, draft }, dialog: null, compared: null } : {},
  );
  cases.setState({ message: `${conflictWords(b.version)} Both are in this draft: read it, then save.` });
}

export function compare(cases: Cases, pair: readonly [string, string]): void {
  cases.setState({ dialog: 'compare', compared: pair });
}
