/** Puts the canvas back as it was left, and keeps it from then on. Records that no longer exist are left out. */
import { useEffect } from 'react';
import type { View } from '../../../shared/contract/view.ts';
import type { RecordId } from '../../../shared/graph/ids.ts';
import { act } from '../../api.ts';
import { keepBeforeLeaving } from '../../leaving.ts';
import { startHistory, step } from '../../canvas/history.ts';
import type { History } from '../../canvas/history.ts';
import { learn } from '../../canvas/known.ts';
import { EMPTY_CANVAS } from '../../canvas/state.ts';
import type { CanvasState, Place } from '../../canvas/state.ts';
import { count } from '../../ui/format.ts';
import { readRecords } from './reading.ts';
import type { Workbench, WorkbenchState } from './store.ts';

/** Ms of rest before a changed view is saved. */
const REST = 800;
/** What a view keeps of the workbench, beside the camera. */
const KEPT = ['history', 'selected', 'query', 'mode', 'brush'] as const satisfies readonly (keyof WorkbenchState)[];

export function useKeptView(workbench: Workbench): void {
  useEffect(() => {
    let stopped = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let saved = '';
    const { store } = workbench;
    const save = async (): Promise<void> => {
      clearTimeout(timer);
      timer = undefined;
      const view = viewOf(workbench, store.getState());
      const text = JSON.stringify(view);
      if (text === saved) return;
      saved = text;
      await act('view.save', view);
    };
    // Where the camera looks changes without a step: the last look is kept with the rest.
    const saveNow = async (): Promise<void> => {
      if (store.getState().loaded) await save();
    };
    const onBlur = (): void => void saveNow();
    void restore(workbench).then(() => {
      if (stopped) return;
      saved = JSON.stringify(viewOf(workbench, store.getState()));
      store.setState({ loaded: true });
    });
    const stop = store.subscribe((state, before) => {
      if (!before.loaded) return;
      if (KEPT.every((part) => state[part] === before[part])) return;
      clearTimeout(timer);
      timer = setTimeout(() => void save(), REST);
    });
    const forget = keepBeforeLeaving(saveNow);
    // Another window, the switcher say, may be what ends this page.
    window.addEventListener('blur', onBlur);
    return () => {
      stopped = true;
      stop();
      forget();
      clearTimeout(timer);
      window.removeEventListener('blur', onBlur);
    };
  }, [workbench]);
}

async function restore(workbench: Workbench): Promise<void> {
  const { store } = workbench;
  const loaded = await act('view.load', {});
  if (!loaded.ok) return store.setState({ error: loaded.error });
  const { view } = loaded.value;
  if (!view) return;
  if (view.nodes.length === 0) return store.setState({ query: view.query });
  store.setState({ query: view.query });
  await put(workbench, view, (_history, now) => startHistory(now));
}

/** Puts a kept canvas in the place of the present one: a step, which can be undone. */
export const showView = (workbench: Workbench, view: View): Promise<void> =>
  put(workbench, view, (history, now) => step(history, now, 'show a canvas of a case'));

async function put(workbench: Workbench, view: View, next: (history: History, now: CanvasState) => History): Promise<void> {
  const { store } = workbench;
  const ids = view.nodes.map(({ id }) => id);
  // What was not read would be missing when it is saved again: there is no stopping half-way.
  const onProgress = (done: number): void => store.setState({ busy: `Opening ${count(done)} of ${count(ids.length)}` });
  const read = await readRecords(ids, { to: [], onProgress, isStopped: () => false });
  store.setState({ busy: null });
  if (!read.ok) return store.setState({ error: read.error });
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
  const scene = workbench.scene(store.getState());
  store.setState({ selected: new Set<string>(view.selected.filter((id) => scene.nodes.has(id))) });
  workbench.view = view.camera;
  if (view.camera) workbench.camera?.look(view.camera);
  else workbench.camera?.fit([...scene.nodes.values()]);
}

/** The workbench as it stands. */
export function viewOf({ camera, view }: Workbench, { history, selected, query, mode, brush }: WorkbenchState): View {
  const { places, folded, merged, off, rest } = history.now;
  return {
    nodes: [...places].map(([id, place]) => ({ id, ...place })),
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
