import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { step } from '../../../../renderer/canvas/history.ts';
import { add, hide } from '../../../../renderer/canvas/model.ts';
import { keepView } from '../../../../renderer/features/workbench/keep-view.ts';
import { makeWorkbench } from '../../../../renderer/features/workbench/store.ts';
import type { Workbench } from '../../../../renderer/features/workbench/store.ts';
import { addRecords, choose } from '../../../../renderer/features/workbench/verbs.ts';
import type { View } from '../../../../shared/contract/view.ts';
import { fail, ok } from '../../../../shared/errors.ts';
import { stubBridge } from '../../../support/window-bridge.ts';
import type { Answers } from '../../../support/window-bridge.ts';
import { edge, id, ids, node } from '../canvas/records.ts';

const kept = (count: number): View => ({
  nodes: ids(0, count).map((each, at) => ({ id: each, x: at * 60, y: 1 - at, pinned: at === 1, hidden: at === 2 })),
  selected: [id(1), id(3)],
  query: 'MATCH (h:host) RETURN h',
  folded: [],
  merged: ['file'],
  off: ['domain'],
  rest: [{ id: id(1), count: 7 }],
  mode: 'graph',
  brush: { from: 10, to: 20 },
  camera: { x: 5, y: 6, zoom: 0.5 },
});
const LINK = edge(1, 8_000);

let view: View | null;
let disk: 'free' | 'full';
let reads: number;
let saves: number;
let bench: Workbench;
let keeping: ReturnType<typeof keepView>;
const state = () => bench.store.getState();
const scene = () => bench.scene(state());
const settled = () => vi.waitFor(() => expect(state().loaded || state().reopen !== null).toBe(true));

const answers: Answers = {
  'view.load': () => ok({ view }),
  'view.save': (next: { view: string }) => {
    saves++;
    if (disk === 'full') return fail('audit_unwritable');
    view = JSON.parse(next.view) as View;
    return ok({});
  },
  'graph.join': ({ ids: wanted, to }: { ids: string[]; to: string[] }) => {
    reads++;
    // Half-way.
    if (disk === 'full' && reads > 1) return fail('audit_unwritable');
    const there = new Set([...wanted, ...to]);
    return ok({
      more: false,
      nodes: wanted.map((each) => node(parseInt(each, 16))),
      edges: there.has(LINK.src) && there.has(LINK.dst) ? [LINK] : [],
    });
  },
};

beforeEach(() => {
  [view, disk, reads, saves] = [kept(2_500), 'free', 0, 0];
  stubBridge(answers);
  bench = makeWorkbench();
});
afterEach(() => {
  keeping.end();
  vi.unstubAllGlobals();
});

describe('a kept canvas', () => {
  it('comes back whole: places, groups, legend, rest, brush, camera, question, and what was chosen', async () => {
    const before = view;
    keeping = keepView(bench);
    await settled();
    expect([...state().selected]).toEqual([id(1), id(3)]);
    choose(bench, [id(4)], 'only');
    await keeping.saveNow();
    expect(view).toEqual({ ...before, selected: [id(4)] });
  });

  it('is not written again when nothing changed', async () => {
    keeping = keepView(bench);
    await settled();
    await keeping.saveNow();
    expect(saves).toBe(0);
  });

  it('that could not be put back is not written over; once there is room it is opened, and nothing was lost', async () => {
    const before = view;
    disk = 'full';
    keeping = keepView(bench);
    await settled();
    expect([state().loaded, state().reopen?.error.code, scene().nodes.size]).toEqual([false, 'audit_unwritable', 0]);
    await addRecords(bench, [id(9_000)]);
    expect([scene().nodes.size, state().message]).toEqual([0, 'The canvas is not open yet: Retry, or start empty.']);
    bench.store.setState({ query: 'M' });
    disk = 'free';
    await keeping.saveNow();
    expect(view).toBe(before);
    state().reopen!.retry();
    await settled();
    expect([state().reopen, state().history.now.places.size, state().query]).toEqual([null, 2_500, 'M']);
    await keeping.saveNow();
    expect(view).toEqual({ ...before, query: 'M' });
  });

  it('that can’t be put back can be left behind: then the empty one is kept as soon as it changes', async () => {
    disk = 'full';
    keeping = keepView(bench);
    await settled();
    [disk, reads] = ['free', 0];
    state().reopen!.startEmpty();
    await keeping.saveNow();
    expect([state().loaded, saves]).toEqual([true, 0]);
    await addRecords(bench, [id(9_000)]);
    await keeping.saveNow();
    expect(view?.nodes.map((each) => each.id)).toEqual([id(9_000)]);
  });

  it('is written again with what was done, and keeps what was chosen, while a large one settled', async () => {
    view = kept(9_000);
    keeping = keepView(bench);
    await vi.waitFor(() => expect(state().history.now.places.size).toBe(9_000));
    expect(state().loaded).toBe(false);
    choose(bench, [id(7)], 'only');
    bench.store.setState(({ history }) => ({ history: step(history, hide(history.now, [id(5)])) }));
    await settled();
    await vi.waitFor(() => expect(saves).toBe(1), 5_000);
    expect([view.selected, view.nodes[5]?.hidden]).toEqual([[id(7)], true]);
  });

  it('takes what is added while it opens, joined to what it holds', async () => {
    keeping = keepView(bench);
    const adding = addRecords(bench, [id(8_000)]);
    await settled();
    await adding;
    expect([state().history.now.places.has(id(8_000)), state().history.now.places.size]).toEqual([true, 2_501]);
    expect([...state().selected]).toEqual([id(8_000)]);
    expect(state().known.edges.has(LINK.id)).toBe(true);
  });
});

describe('a changed canvas', () => {
  const change = (): void =>
    bench.store.setState(({ history }) => ({
      history: step(history, add(history.now, [id(state().history.now.places.size)], { x: 0, y: 0 }).state),
    }));

  it('is saved after a rest, and a choice alone is not', async () => {
    keeping = keepView(bench);
    await settled();
    vi.useFakeTimers();
    try {
      choose(bench, [id(5)], 'only');
      await vi.advanceTimersByTimeAsync(60_000);
      expect(saves).toBe(0);
      bench.store.setState(({ history }) => ({ history: step(history, hide(history.now, [id(5)])) }));
      await vi.advanceTimersByTimeAsync(2_000);
      expect([saves, view?.selected]).toEqual([1, [id(5)]]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('whose saving is refused is told once and tried again', async () => {
    view = null;
    keeping = keepView(bench);
    await settled();
    disk = 'full';
    change();
    await keeping.saveNow();
    expect(state().error?.code).toBe('audit_unwritable');
    bench.store.setState({ error: null });
    await keeping.saveNow();
    expect([state().error, saves]).toEqual([null, 2]);
    disk = 'free';
    await keeping.saveNow();
    expect([saves, (view as View | null)?.nodes.length]).toEqual([3, 1]);
    disk = 'full';
    change();
    await keeping.saveNow();
    expect(state().error?.code).toBe('audit_unwritable');
  });
});
