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
import { begin } from './tasks.ts';
import { say } from './verbs.ts';

export { LAYOUTS } from '../../canvas/layout/work.ts';
export type { Layout } from '../../canvas/layout/work.ts';

/** Ends the layout that is at work, if one is. */
const stopArranging = ({ store }: Workbench): void =>
  store
    .getState()
    .tasks.find(({ layout }) => layout)
    ?.stop?.();

export async function arrangeBy(bench: Workbench, layout: Layout): Promise<void> {
  const { store } = bench;
  stopArranging(bench);
  // Where things stand is asked of a scene that has come to rest; a layout that began meanwhile ends as well.
  await new Promise<unknown>((whole) => bench.whenWhole(whole));
  stopArranging(bench);
  const began = store.getState();
  const scene = bench.scene(began);
  if (scene.nodes.size === 0) return;
  const { graph, ids } = plainOf(scene, [...began.selected].at(-1) ?? null);
  const stood = new Map(ids.map((id, at) => [id, { x: graph.x[at]!, y: graph.y[at]! }]));
  const members = new Map(ids.map((id) => [id, scene.nodes.get(id)!.records.map((record) => record.id)]));
  let stopped = false;
  const running = runLayout(layout, graph, (part) => task.say(`Arranging, ${Math.round(part * 100)} %`));
  const stop = (): void => {
    stopped = true;
    running.stop();
  };
  const task = begin(bench, 'Arranging', { stop, layout: true });
  const laid = await running.done;
  task.end();
  if (!laid) return say(bench, stopped ? 'Stopped; nothing has moved.' : 'The layout did not run; nothing has moved.');
  const to = new Map<RecordId, Point>();
  const points = pointsOf(ids, laid.places);
  for (const [id, point] of points) {
    const from = stood.get(id)!;
    // A group's members move along with it.
    for (const record of members.get(id)!) {
      const place = began.history.now.places.get(record);
      if (place) to.set(record, { x: place.x + point.x - from.x, y: place.y + point.y - from.y });
    }
  }
  const message = !laid.whole ? `Stopped: arranged by ${layout} as far as it got.` : `Arranged by ${layout}.`;
  store.setState(({ history }) => ({
    history: step(history, arrange(history.now, to, began.history.now), `arrange by ${layout}`),
    message,
  }));
  // Where all of it stands now, though it may still be drawn elsewhere.
  const { places } = store.getState().history.now;
  const standing = [...bench.scene(store.getState()).nodes.values()].map((node) =>
    node.group ? (points.get(node.id) ?? node) : (places.get(node.records[0]!.id) ?? node),
  );
  bench.camera?.fit(standing);
}
