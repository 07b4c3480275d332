/** Layouts, on request only. Pinned nodes stay. */
import type { RecordId } from '../../../shared/graph/ids.ts';
import { step } from '../../canvas/history.ts';
import { arrange } from '../../canvas/model.ts';
import { force } from '../../canvas/layout/force.ts';
import { byTime } from '../../canvas/layout/time.ts';
import { radial, tree } from '../../canvas/layout/tree.ts';
import type { Scene } from '../../canvas/scene.ts';
import type { Point } from '../../canvas/state.ts';
import type { Workbench } from './store.ts';

export const LAYOUTS = ['force', 'tree', 'radial', 'time'] as const;
export type Layout = (typeof LAYOUTS)[number];

export type Arranger = (scene: Scene, root: string | null) => ReadonlyMap<string, Point> | Promise<ReadonlyMap<string, Point>>;
const ARRANGERS: Readonly<Record<Layout, Arranger>> = { force, tree, radial, time: byTime };

export async function arrangeBy(bench: Workbench, layout: Layout): Promise<void> {
  const { store } = bench;
  const before = store.getState();
  const scene = bench.scene(before);
  if (scene.nodes.size === 0) return;
  store.setState({ busy: 'Arranging' });
  const points = await ARRANGERS[layout](scene, [...before.selected].at(-1) ?? null);
  store.setState({ busy: null });
  const to = new Map<RecordId, Point>();
  for (const [id, point] of points) {
    const node = scene.nodes.get(id);
    // A group's members move along with it.
    for (const record of node?.records ?? []) {
      const from = store.getState().history.now.places.get(record.id);
      if (node && from) to.set(record.id, { x: from.x + point.x - node.x, y: from.y + point.y - node.y });
    }
  }
  store.setState(({ history }) => ({ history: step(history, arrange(history.now, to)), message: `Arranged by ${layout}.` }));
  bench.camera?.fit([...bench.scene(store.getState()).nodes.values()]);
}
