/** What the window holds of cases: the list, and the one that is open with what was written in it since it was saved. */
import { createStore } from 'zustand';
import type { StoreApi } from 'zustand';
import type { CaseLine, CaseVersion, EvidenceInput } from '../../../shared/contract/cases.ts';
import type { Written } from '../../../shared/contract/export.ts';
import type { View } from '../../../shared/contract/view.ts';
import type { ActionOutput } from '../../../shared/contract/index.ts';
import { appError } from '../../../shared/errors.ts';
import type { AppError, Result } from '../../../shared/errors.ts';
import { act } from '../../api.ts';
import { EMPTY, draftOf, fromKept, toKept } from './draft.ts';
import type { Draft } from './draft.ts';
import { afterSave, merged } from './merge.ts';

export interface OpenCase {
  /** Null until it was saved once. */
  readonly id: string | null;
  /** Under which its draft is kept: the case's id, where it has one. */
  readonly draftId: string;
  /** The draft as the notebook has it, as text; null for none. */
  readonly keptDraft: string | null;
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
  /** Of cases that were never saved. */
  readonly drafts: readonly { readonly id: string; readonly title: string }[];
  readonly asOf: number | null;
  /** When an earlier notebook was set aside. */
  readonly setAside: number | null;
  readonly open: OpenCase | null;
  readonly busy: string | null;
  readonly message: string;
  readonly error: AppError | null;
  /** Why the list is not as it should be. */
  readonly listError: AppError | null;
  /** The export that this page asked for last: under way, and then where the file is. */
  readonly exported: 'making' | Result<Written> | null;
  readonly dialog: 'close' | 'compare' | 'export' | null;
  /** Versions that are compared. */
  readonly compared: readonly [string, string] | null;
}

const START: CasesState = {
  cases: null,
  drafts: [],
  asOf: null,
  setAside: null,
  open: null,
  busy: null,
  message: '',
  error: null,
  listError: null,
  exported: null,
  dialog: null,
  compared: null,
};

export type Cases = StoreApi<CasesState>;
export const makeCases = (): Cases => createStore<CasesState>(() => START);

export const isChanged = ({ saved, draft }: OpenCase): boolean =>
  saved === null ||
  draft.withCanvas ||
  draft.taken.length > 0 ||
  draft.title !== saved.title ||
  draft.notes !== saved.notes ||
  draft.kept !== saved.kept ||
  draft.status !== saved.status;

/** There is something in it that a save would keep. */
export const isWritten = (open: OpenCase): boolean => {
  const { title, notes, taken, status } = open.draft;
  return open.id === null ? title !== '' || notes !== '' || taken.length > 0 || status.state !== 'open' : isChanged(open);
};

/** The hub did not take what the draft stands on: it can be saved once more as it is. */
export const isRefused = ({ versions, parents }: OpenCase): boolean =>
  versions.some(({ id, state }) => state === 'refused' && parents.includes(id));

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

/** What this desk knows; `fresh`: what the hub says. */
export async function listCases(cases: Cases, fresh: boolean): Promise<void> {
  const listed = await act('cases.list', { fresh });
  if (!listed.ok) {
    cases.setState({ listError: listed.error });
    if (listed.error.code === 'not_permitted') await hideCases(cases);
    return;
  }
  cases.setState({ ...listed.value, listError: null });
  const { open } = cases.getState();
  const line = open?.id && listed.value.cases.find(({ id }) => id === open.id);
  if (open && line && changedSince(open, line)) await refreshOpen(cases, open);
}

/** The grant came to allow a part of the graph: what may not be here any more is not shown either. */
async function hideCases(cases: Cases): Promise<void> {
  await keepDraft(cases);
  cases.setState({ open: null, cases: [], drafts: [], dialog: null, compared: null });
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

const newOpen = (draftId: string): OpenCase => ({
  id: null,
  draftId,
  keptDraft: null,
  versions: [],
  leaves: [],
  parents: [],
  canvas: null,
  saved: null,
  draft: EMPTY,
});

/** Where none is open. */
export const beginCase = (cases: Cases): void => cases.setState({ open: newOpen(crypto.randomUUID()), error: null });

/** In place of the one that is open, if what is written there could be kept. */
export async function newCase(cases: Cases): Promise<void> {
  if (await keepDraft(cases)) beginCase(cases);
}

/** A case that was begun and never saved. */
export async function openDraft(cases: Cases, id: string): Promise<void> {
  const opened = await during(cases, 'Opening', act('cases.openDraft', { id }));
  if (!opened) return;
  const open = newOpen(id);
  cases.setState({ open: { ...open, keptDraft: JSON.stringify(opened.draft), draft: fromKept(opened.draft, []) } });
}

/** With its draft, on what that stands on; else the latest of its leaves. `version`: that one, and no draft. */
export async function openCase(cases: Cases, id: string, version: string | null = null): Promise<void> {
  const opened = await during(cases, 'Opening', act('cases.open', { case: id }));
  if (!opened) return;
  const { draft: kept, versions, leaves } = opened;
  const below = (version === null ? (kept?.parents ?? []) : []).filter((parent) => versions.some((one) => one.id === parent));
  const parents = below.length > 0 ? below : [version ?? leaves[0]!];
  const reads = [];
  for (const parent of parents) {
    const read = await during(cases, 'Opening', act('cases.read', { case: id, version: parent }));
    if (!read) return;
    reads.push(read);
  }
  const [first] = reads;
  const fresh = draftOf(first!.version, first!.content);
  const draft =
    kept && version === null
      ? fromKept(
          kept,
          reads.flatMap(({ content }) => content.evidence),
        )
      : fresh;
  cases.setState({
    open: {
      id,
      draftId: id,
      keptDraft: kept && JSON.stringify(kept),
      versions,
      leaves,
      parents,
      canvas: first!.content.canvas,
      saved: reads.length === 1 ? fresh : null,
      draft,
    },
  });
}

export const write = (cases: Cases, some: Partial<Draft>): void =>
  cases.setState(({ open }) => (open ? { open: { ...open, draft: { ...open.draft, ...some } } } : {}));

/** When no save is under way any more, or it took too long. */
function saveEnded(cases: Cases): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      stop();
      resolve();
    };
    const timer = setTimeout(end, SAVE_MS);
    const stop = cases.subscribe(({ busy }) => busy !== SAVING && end());
  });
}

/**
 * Keeps what is written and not saved in the notebook, or forgets it where nothing is; whether it is as it should be. What a save
 * that is under way saves needs no draft; where it takes too long there is one, which it forgets with its end.
 */
export async function keepDraft(cases: Cases): Promise<boolean> {
  if (cases.getState().busy === SAVING) await saveEnded(cases);
  const { open } = cases.getState();
  if (!open) return true;
  const draft = isWritten(open) ? toKept(open) : null;
  const text = draft && JSON.stringify(draft);
  if (text === open.keptDraft) return true;
  const kept = await act('cases.keepDraft', { id: open.draftId, draft });
  if (!kept.ok) {
    cases.setState({ error: kept.error });
    return false;
  }
  cases.setState(({ open: now }) => (now?.draftId === open.draftId ? { open: { ...now, keptDraft: text } } : {}));
  return true;
}

/** It stays open where what is written could not be kept. Who only reads writes nothing. */
export async function leaveCase(cases: Cases, mayWrite: boolean): Promise<void> {
  if (mayWrite && !(await keepDraft(cases))) return;
  cases.setState({ open: null, error: null });
  await listCases(cases, false);
}

/** The case as it was last saved; one that never was is gone. */
export async function discard(cases: Cases): Promise<void> {
  const { open } = cases.getState();
  if (!open) return;
  const forgotten = await during(cases, 'Discarding', act('cases.keepDraft', { id: open.draftId, draft: null }));
  if (!forgotten) return;
  if (open.id !== null) return openCase(cases, open.id);
  cases.setState({ open: null });
  await listCases(cases, false);
}

const SAVING = 'Saving';
/** How long (ms) who leaves waits for it. */
const SAVE_MS = 3_000;

/** `view`: the canvas as it stands. */
export async function saveCase(cases: Cases, view: View): Promise<boolean> {
  const { open, busy } = cases.getState();
  if (!open || busy !== null) return false;
  const { title, status, notes, kept, taken, withCanvas } = open.draft;
  const evidence: EvidenceInput[] = [
    ...kept.map(({ id }) => ({ take: 'kept' as const, id })),
    ...taken.map(({ words: _words, ...piece }) => piece),
  ];
  const canvas = withCanvas ? view : null;
  const input = { case: open.id, parents: [...open.parents], title, status, notes, evidence, canvas, draft: open.draftId };
  cases.setState({ busy: SAVING, error: null });
  const saved = await act('cases.save', input);
  if (saved.ok) await showSaved(cases, open, saved.value);
  cases.setState(saved.ok ? { busy: null } : { busy: null, error: saved.error });
  return saved.ok;
}

/** The version that was saved is what the case stands on from here on, unless somebody went elsewhere meanwhile. */
async function showSaved(cases: Cases, open: OpenCase, saved: ActionOutput<'cases.save'>): Promise<void> {
  if (cases.getState().open?.parents !== open.parents) return;
  const [opened, read] = [
    await act('cases.open', { case: saved.case }),
    await act('cases.read', { case: saved.case, version: saved.version }),
  ];
  if (opened.ok && read.ok) {
    const { versions, leaves } = opened.value;
    const base = draftOf(read.value.version, read.value.content);
    cases.setState(({ open: now }) =>
      now?.parents === open.parents
        ? {
            open: {
              id: saved.case,
              draftId: saved.case,
              keptDraft: null,
              versions,
              leaves,
              parents: [saved.version],
              canvas: read.value.content.canvas,
              saved: base,
              draft: afterSave(open.draft, now.draft, base),
            },
          }
        : {},
    );
  }
  cases.setState({ message: saved.state === 'pending' ? 'Saved on this desk; sent as soon as the hub is there.' : 'Saved.' });
  void listCases(cases, true);
}

const UNSAVED = appError('bad_input', { text: 'There is something here that is not saved.', next: 'Save or discard it first.' });

/** What the compared two leave as choice: where both stand now, whichever is chosen stands on both; others remain as they are. */
const chosenOn = ({ leaves, parents }: OpenCase, compared: CasesState['compared']): string[] =>
  compared?.every((id) => leaves.includes(id)) ? [...compared] : [parents[0] ?? leaves[0]!];

/** An old version restored, or the one that was chosen of two. */
export async function restoreVersion(cases: Cases, version: string): Promise<void> {
  const { open, compared } = cases.getState();
  if (!open?.id) return;
  if (isChanged(open)) return cases.setState({ error: UNSAVED, dialog: null, compared: null });
  const parents = chosenOn(open, compared);
  const restored = await during(cases, 'Restoring', act('cases.restore', { case: open.id, version, parents }));
  if (!restored) return;
  cases.setState({ dialog: null, compared: null, message: 'Restored as a new version; nothing is lost.' });
  await openCase(cases, restored.case, restored.version);
  void listCases(cases, true);
}

/** Both in one draft, to be read and saved. It stands on these two: a third that disagrees goes on to. */
export async function mergeVersions(cases: Cases, pair: readonly [string, string]): Promise<void> {
  const { open } = cases.getState();
  if (!open?.id) return;
  if (isChanged(open)) return cases.setState({ error: UNSAVED });
  const [a, b] = [
    await during(cases, 'Reading', act('cases.read', { case: open.id, version: pair[0] })),
    await during(cases, 'Reading', act('cases.read', { case: open.id, version: pair[1] })),
  ];
  if (!a || !b) return;
  const both = merged(a, b);
  if (!both.ok) return cases.setState({ error: both.error });
  const { draft, message } = both.value;
  cases.setState(({ open: now }) =>
    now?.id === open.id
      ? { open: { ...now, parents: [...pair], canvas: a.content.canvas, saved: null, draft }, dialog: null, compared: null, message }
      : {},
  );
}

export function compare(cases: Cases, pair: readonly [string, string]): void {
  cases.setState({ dialog: 'compare', compared: pair });
}
