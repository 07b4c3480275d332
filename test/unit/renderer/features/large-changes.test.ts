import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { hiddenCount } from '../../../../renderer/canvas/model.ts';
import { sceneOf } from '../../../../renderer/canvas/scene-keeper.ts';
import type { Point } from '../../../../renderer/canvas/state.ts';
import { arrangeBy } from '../../../../renderer/features/workbench/arrange.ts';
import { showView } from '../../../../renderer/features/workbench/keep-view.ts';
import { makeWorkbench } from '../../../../renderer/features/workbench/store.ts';
import type { Workbench } from '../../../../renderer/features/workbench/store.ts';
import { choose, hideOutside, hideSelected, moveNode, pin, undo } from '../../../../renderer/features/workbench/verbs.ts';
import type { View } from '../../../../shared/contract/view.ts';
import { ok } from '../../../../shared/errors.ts';
import { stubBridge } from '../../../support/window-bridge.ts';
import { edge, id, ids, node } from '../canvas/records.ts';

/** More than is settled in one piece. */
const COUNT = 10_000;
/** Who happened early. */
const EARLY = 9_000;

const VIEW: View = {
  nodes: ids(0, COUNT).map((each, at) => ({ id: each, x: at * 60, y: -at, pinned: at === 1, hidden: false })),
  selected: [id(1), 'group:file'],
  query: '',
  folded: [],
  merged: ['file'],
  off: [],
  rest: [],
  mode: 'graph',
  brush: null,
  camera: null,
};

let bench: Workbench;
let fitted: readonly Point[];
const state = () => bench.store.getState();
const scene = () => bench.scene(state());
const whole = () => vi.waitFor(() => expect(scene().nodes.size).toBe(sceneOf(state().history.now, state().known).nodes.size));

beforeEach(async () => {
  stubBridge({
    'graph.join': ({ ids: wanted, skip }: { ids: string[]; skip: number }) =>
      ok({
        more: false,
        nodes: wanted.map((each) => {
          const at = parseInt(each, 16);
          const when = at < EARLY ? 1_000 : 9_000;
          return node(at, at % 2 ? 'process' : 'file', { firstSeen: when, lastSeen: when });
        }),
        edges: skip === 0 && wanted.includes(id(1)) ? [edge(1, 3)] : [],
      }),
  });
  fitted = [];
  bench = makeWorkbench();
  bench.camera = { fit: (points: readonly Point[]) => (fitted = points) } as unknown as Workbench['camera'];
  await showView(bench, VIEW);
});
afterEach(() => vi.unstubAllGlobals());

describe('a large change of the canvas', () => {
  it('is whole when a canvas that is put back chooses and is looked at', () => {
    expect([...state().selected]).toEqual([id(1), 'group:file']);
    expect([scene().nodes.size, fitted.length]).toEqual([COUNT / 2 + 1, COUNT / 2 + 1]);
  });

  it('is seen when it is whole, and whoever follows the scene hears of it; the steps of the view know it at once', async () => {
    choose(bench, ids(0, COUNT), 'only');
    const before = scene();
    const { size } = before.nodes;
    let heard = 0;
    const stop = bench.store.subscribe(() => heard++);
    hideSelected(bench);
    expect([scene(), scene().nodes.size, hiddenCount(state().history.now)]).toEqual([before, size, size - 1]);
    const then = heard;
    await whole();
    expect(scene().nodes.size).toBe(1);
    expect(heard).toBeGreaterThan(then);
    stop();
    undo(bench);
    undo(bench);
    await whole();
    expect(hiddenCount(state().history.now)).toBe(0);
  });

  it('leaves chosen what is pinned out of a group, though it is not drawn alone yet', () => {
    choose(bench, ['group:file'], 'only');
    pin(bench);
    expect([...state().selected].slice(0, 3)).toEqual([id(0), id(2), id(4)]);
  });

  it('is looked at where a layout has put it, before it is drawn there', async () => {
    let worker: FakeWorker | undefined;
    class FakeWorker {
      onmessage?: (event: { data: unknown }) => void;
      constructor() {
        worker = this;
      }
      postMessage(): void {
        return undefined;
      }
      terminate(): void {
        return undefined;
      }
    }
    vi.stubGlobal('Worker', FakeWorker);
    const arranged = arrangeBy(bench, 'tree');
    await vi.waitFor(() => expect(worker).toBeDefined());
    const { size } = scene().nodes;
    const before = scene();
    worker!.onmessage!({
      data: { laid: { places: { x: new Float64Array(size).fill(7), y: new Float64Array(size).fill(9) }, whole: true } },
    });
    await arranged;
    expect(scene()).toBe(before);
    // All but the one that is pinned.
    expect(fitted.filter(({ x, y }) => x === 7 && y === 9)).toHaveLength(size - 1);
    // Let go of somewhere, it stands there, wherever it is drawn still.
    moveNode(bench, id(3), { x: 500, y: 600 });
    expect(state().history.now.places.get(id(3))).toMatchObject({ x: 500, y: 600 });
  });

  it('leaves what has just been pinned, though it is not drawn so yet, where the brush hides the others', async () => {
    const pinned = ids(0, COUNT).filter((_, at) => at % 2 === 1);
    choose(bench, pinned, 'only');
    const before = scene();
    pin(bench);
    expect(scene()).toBe(before);
    hideOutside(bench, { from: 8_000, to: 10_000 });
    await vi.waitFor(() => expect(state().message).toBe('What lies outside is hidden; undo brings it back.'));
    const { places } = state().history.now;
    expect(pinned.filter((each) => places.get(each)!.hidden)).toEqual([]);
  });

  it('hides what lies outside the brush, also what came while that was found out', async () => {
    bench.store.setState({ brush: { from: 8_000, to: 10_000 } });
    hideOutside(bench, { from: 8_000, to: 10_000 });
    choose(bench, [id(7)], 'only');
    pin(bench);
    await vi.waitFor(() => expect(state().brush).toBe(null));
    // All of the early ones that stand alone, but for those that are pinned; the group has late ones too.
    expect(hiddenCount(state().history.now)).toBe(EARLY / 2 - 2);
    expect(state().message).toBe('What lies outside is hidden; undo brings it back.');
  });
});
