/**
 * Puts the canvas back as it was left, and keeps it from then on. As long as it could not be put back nothing is kept: the
 * kept one stays. Records that no longer exist are left out.
 */
import { useEffect } from 'react';
import type { View } from '../../../shared/contract/view.ts';
import { ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { RecordId } from '../../../shared/graph/ids.ts';
import { act } from '../../api.ts';
import { keepBeforeLeaving } from '../../leaving.ts';
import { startHistory, step } from '../../canvas/history.ts';
import type { History } from '../../canvas/history.ts';
import { learn } from '../../canvas/known.ts';
import { each, inPieces } from '../../canvas/pieces.ts';
import type { Scene } from '../../canvas/scene.ts';
import { EMPTY_CANVAS } from '../../canvas/state.ts';
import type { CanvasState, Place } from '../../canvas/state.ts';
import { count } from '../../ui/format.ts';
import { readRecords } from './reading.ts';
import type { Workbench, WorkbenchState } from './store.ts';
import { begin } from './tasks.ts';
import { NOT_OPEN, say } from './verbs.ts';

/** Ms of rest before a changed view is saved. */
const REST = 800;
/** What is saved when it changed. Choosing alone is not: it goes with the next change, and whenever the window is left. */
const KEPT = ['history', 'query', 'mode', 'brush'] as const satisfies readonly (keyof WorkbenchState)[];

export function useKeptView(workbench: Workbench): void {
  useEffect(() => {
    const { saveNow, end } = keepView(workbench);
    const forget = keepBeforeLeaving(saveNow);
    const onBlur = (): void => void saveNow();
    // Another window, the switcher say, may be what ends this page.
    window.addEventListener('blur', onBlur);
    return () => {
      end();
      forget();
      window.removeEventListener('blur', onBlur);
    };
  }, [workbench]);
}

export function keepView(workbench: Workbench): { readonly saveNow: () => Promise<void>; readonly end: () => void } {
  const { store } = workbench;
  let ended = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let saved: readonly unknown[] = [];
  /** A refusal is told once, until a save works again. */
  let told = false;
  let last: Promise<void> = Promise.resolve();
  const write = async (): Promise<void> => {
    clearTimeout(timer);
    const state = store.getState();
    const now = partsOf(workbench, state);
    if (now.every((part, at) => part === saved[at])) return;
    const view = await new Promise<string>((resolve) => inPieces(textOf(workbench, state), resolve));
    const done = await act('view.save', { view });
    if (done.ok) saved = now;
    else if (!told) store.setState({ error: done.error });
    told = !done.ok;
  };
  const save = (): Promise<void> => (last = last.then(write));
  /** `was`: the canvas as it was kept. A step may have been taken while it settled. */
  const keepFrom = (query: string, was: CanvasState): void => {
    const state = store.getState();
    saved = partsOf(workbench, { ...state, query, history: { ...state.history, now: was } });
    store.setState({ loaded: true, reopen: null });
    if (state.history.now !== was) timer = setTimeout(() => void save(), REST);
  };
  const open = async (): Promise<void> => {
    store.setState({ reopen: null });
    const opened = await workbench.inTurn(() => restore(workbench));
    if (ended) return;
    if (opened.ok) return keepFrom(opened.value.query, opened.value.was);
    const startEmpty = (): void => keepFrom(store.getState().query, store.getState().history.now);
    store.setState({ reopen: { error: opened.error, retry: () => void open(), startEmpty } });
  };
  void open();
  const stop = store.subscribe((state, before) => {
    if (!before.loaded || KEPT.every((part) => state[part] === before[part])) return;
    clearTimeout(timer);
    timer = setTimeout(() => void save(), REST);
  });
  return {
    // Where the camera looks and what is chosen change without a step: the last of both is kept with the rest.
    saveNow: async () => {
      if (store.getState().loaded) await save();
    },
    end: () => {
      ended = true;
      stop();
      clearTimeout(timer);
    },
  };
}

/** The question and the canvas that were kept, when the canvas is there as it was, or there was none. */
async function restore(workbench: Workbench): Promise<Result<{ readonly query: string; readonly was: CanvasState }>> {
  const { store } = workbench;
  const loaded = await act('view.load', {});
  if (!loaded.ok) return loaded;
  const { view } = loaded.value;
  if (!view) return ok({ query: '', was: EMPTY_CANVAS });
  // Somebody may have begun to write already.
  store.setState(({ query }) => ({ query: query === '' ? view.query : query }));
  const there = view.nodes.length === 0 ? ok(EMPTY_CANVAS) : await put(workbench, view, (_history, now) => startHistory(now));
  return there.ok ? ok({ query: view.query, was: there.value }) : there;
}

/** Puts a kept canvas in the place of the present one: a step, which can be undone. */
export async function showView(workbench: Workbench, view: View): Promise<void> {
  if (workbench.store.getState().reopen) return say(workbench, NOT_OPEN);
  const shown = await workbench.inTurn(() => put(workbench, view, (history, now) => step(history, now, 'show a canvas of a case')));
  if (!shown.ok) workbench.store.setState({ error: shown.error });
}

/** To be called in turn. Nothing has changed where not all of it could be read. What was chosen while it settled stays chosen. */
async function put(workbench: Workbench, view: View, next: (history: History, now: CanvasState) => History): Promise<Result<CanvasState>> {
  const { store } = workbench;
  const ids = view.nodes.map(({ id }) => id);
  const task = begin(workbench, 'Opening');
  const onProgress = (done: number): void => task.say(`Opening ${count(done)} of ${count(ids.length)}`);
  // What was not read would be missing when it is saved again: there is no stopping half-way.
  const read = await readRecords(ids, { to: [], onProgress, isStopped: () => false });
  task.end();
  if (!read.ok) return read;
  const known = learn(store.getState().known, read.value.nodes, read.value.edges);
  const places = new Map<RecordId, Place>();
  for (const { id, ...place } of view.nodes) if (known.nodes.has(id)) places.set(id, place);
  const now = {
    ...EMPTY_CANVAS,
    places,
    folded: new Set(view.folded),
    merged: new Set(view.merged),
    off: new Set(view.off),
    rest: new Map(view.rest.map((each) => [each.id, each.count])),
  };
  store.setState(({ history }) => ({ known, history: next(history, now), brush: view.brush, mode: view.mode }));
  const { selected: before } = store.getState();
  const scene = await new Promise<Scene>((resolve) => workbench.whenWhole(resolve));
  const kept = new Set<string>(view.selected.filter((id) => scene.nodes.has(id)));
  store.setState(({ selected }) => (selected === before ? { selected: kept } : {}));
  workbench.view = view.camera;
  if (view.camera) workbench.camera?.look(view.camera);
  else workbench.camera?.fit([...scene.nodes.values()]);
  return ok(now);
}

/** What a view is made of: of the same parts it is the same. None of them is ever changed in place. */
function partsOf({ camera, view }: Workbench, { history, selected, query, mode, brush }: WorkbenchState): readonly unknown[] {
  const { x, y, zoom } = camera?.view() ?? view ?? {};
  return [history.now, selected, query, mode, brush, x, y, zoom];
}

/** The workbench as it stands. */
export const viewOf = (bench: Workbench, state: WorkbenchState): View => ({
  ...restOf(bench, state),
  nodes: Array.from(state.history.now.places, nodeOf),
});

/** The same as JSON, made in pieces. */
export function* textOf(bench: Workbench, state: WorkbenchState): Generator<void, string> {
  const rest = JSON.stringify(restOf(bench, state));
  const nodes: string[] = [];
  yield* each(state.history.now.places, (entry) => nodes.push(JSON.stringify(nodeOf(entry))));
  return `${rest.slice(0, -1)},"nodes":[${nodes.join()}]}`;
}

const nodeOf = ([id, { x, y, pinned, hidden }]: readonly [RecordId, Place]): View['nodes'][number] => ({ id, x, y, pinned, hidden });

/** All but the nodes. */
function restOf({ camera, view }: Workbench, { history, selected, query, mode, brush }: WorkbenchState): Omit<View, 'nodes'> {
  const { folded, merged, off, rest } = history.now;
  return {
    selected: [...selected] as View['selected'],
    query,
    folded: [...folded],
    merged: [...merged],
    rest: [...rest].map(([id, count]) => ({ id, count })),
    off: [...off],
    mode,
    brush,
    camera: camera?.view() ?? view,
  };
}
