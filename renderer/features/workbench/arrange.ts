/**
 * Layouts, on request only, in a worker. What is pinned stays; so does what came, was hidden or was moved by hand while the
 * layout was at work. However long it took, it is one step.
 */
import type { RecordId } from '../../../shared/graph/ids.ts';
import { step } from '../../canvas/history.ts';
import { plainOf, pointsOf } from '../../canvas/layout/plain.ts';
import { runLayout } from '../../canvas/layout/run.ts';
import type { Layout } from '../../canvas/layout/work.ts';
import { arrange } from '../../canvas/model.ts';
import type { Point } from '../../canvas/state.ts';
import type { Workbench } from './store.ts';

export { LAYOUTS } from '../../canvas/layout/work.ts';
export type { Layout } from '../../canvas/layout/work.ts';

/** Ends what is being laid out, if anything is. Returns whether there was. */
export function stopArranging(bench: Workbench): boolean {
  const { stop } = bench.store.getState();
  stop?.();
  return stop !== null;
}

export async function arrangeBy(bench: Workbench, layout: Layout): Promise<void> {
  const { store } = bench;
  stopArranging(bench);
  const began = store.getState();
  const scene = bench.scene(began);
  if (scene.nodes.size === 0) return;
  const { graph, ids } = plainOf(scene, [...began.selected].at(-1) ?? null);
  const stood = new Map(ids.map((id, at) => [id, { x: graph.x[at]!, y: graph.y[at]! }]));
  const members = new Map(ids.map((id) => [id, scene.nodes.get(id)!.records.map((record) => record.id)]));
  let stopped = false;
  const running = runLayout(layout, graph, (part) => store.setState({ busy: `Arranging, ${Math.round(part * 100)} %` }));
  const stop = (): void => {
    stopped = true;
    running.stop();
  };
  store.setState({ busy: 'Arranging', stop });
  const places = await running.done;
  // Another layout may have begun meanwhile; what it says stays.
  if (store.getState().stop === stop) store.setState({ busy: null, stop: null });
  if (!places) return store.setState({ message: stopped ? 'Stopped; nothing has moved.' : 'The layout did not run; nothing has moved.' });
  const to = new Map<RecordId, Point>();
  for (const [id, point] of pointsOf(ids, places)) {
    const from = stood.get(id)!;
    // A group's members move along with it.
    for (const record of members.get(id)!) {
      const place = began.history.now.places.get(record);
      if (place) to.set(record, { x: place.x + point.x - from.x, y: place.y + point.y - from.y });
    }
  }
  const message = stopped ? `Stopped: arranged by ${layout} as far as it got.` : `Arranged by ${layout}.`;
  store.setState(({ history }) => ({
    history: step(history, arrange(history.now, to, began.history.now), `arrange by ${layout}`),
    message,
  }));
  bench.camera?.fit([...bench.scene(store.getState()).nodes.values()]);
}
