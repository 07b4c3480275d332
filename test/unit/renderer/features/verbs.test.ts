import { beforeEach, describe, expect, it, vi } from 'vitest';
import { step } from '../../../../renderer/canvas/history.ts';
import { hide } from '../../../../renderer/canvas/model.ts';
import { arrangeBy } from '../../../../renderer/features/workbench/arrange.ts';
import { makeWorkbench } from '../../../../renderer/features/workbench/store.ts';
import type { Workbench } from '../../../../renderer/features/workbench/store.ts';
import {
  addRecords,
  choose,
  collapse,
  expand,
  group,
  hideSelected,
  openExpansion,
  pin,
  redo,
  showAll,
  undo,
} from '../../../../renderer/features/workbench/verbs.ts';
import { fail, ok } from '../../../../shared/errors.ts';
import { stubBridge } from '../../../support/window-bridge.ts';
import type { Answers } from '../../../support/window-bridge.ts';
import { edge, id, ids, node } from '../canvas/records.ts';

const NODES = [node(0, 'host'), ...Array.from({ length: 60 }, (_, n) => node(n + 1, n % 2 ? 'file' : 'process'))];
const EDGES = NODES.slice(1).map((_, n) => edge(n + 1, 0, 'RAN_ON'));
const ACROSS = edge(1, 2, 'WROTE');

let answers: Answers;
let asked: string[];
let bench: Workbench;

beforeEach(() => {
  answers = {
    'graph.join': ({ ids: wanted, to }: { ids: string[]; to: string[] }) =>
      ok({
        more: false,
        nodes: NODES.filter((each) => wanted.includes(each.id)),
        edges: [...EDGES, ACROSS].filter(({ src, dst }) => [...wanted, ...to].includes(src) && [...wanted, ...to].includes(dst)),
      }),
    'graph.counts': () => ok({ counts: [{ edge: 'RAN_ON', direction: 'in', kind: 'process', count: 60 }], total: 60, supernode: false }),
    'graph.expand': ({ cap }: { cap: number }) => ok({ nodes: NODES.slice(1, cap + 1), edges: EDGES.slice(0, cap), rest: 60 - cap }),
  };
  asked = stubBridge(answers).asked;
  bench = makeWorkbench();
});

const state = () => bench.store.getState();
const scene = () => bench.scene(state());

describe('the canvas of a workbench', () => {
  it('adds a record, selects it and says so', async () => {
    await addRecords(bench, [id(0)]);
    expect([...scene().nodes.keys()]).toEqual([id(0)]);
    expect([...state().selected]).toEqual([id(0)]);
    expect(state().message).toBe('1 added, 0 not drawn.');
  });

  it('counts before it expands, and joins the new with each other', async () => {
    await addRecords(bench, [id(0)]);
    await openExpansion(bench);
    expect(state().expanding?.counts.total).toBe(60);
    const before = state().history.now.places.get(id(0));
    await expand(bench, id(0), { kinds: null, edges: null, cap: 50 });
    expect(asked).toEqual(['graph.join', 'graph.counts', 'graph.expand', 'graph.join']);
    expect(state().message).toBe('50 added, 10 not drawn.');
    expect(scene().nodes.get(id(0))?.stub).toBe(10);
    expect(scene().edges.has(`${ACROSS.src}>${ACROSS.dst}`)).toBe(true);
    expect(state().history.now.places.get(id(0))).toEqual(before);
  });

  it('keeps what is drawn when an expansion fails, and shows why', async () => {
    await addRecords(bench, [id(0)]);
    answers['graph.expand'] = () => fail('too_broad');
    const before = scene();
    await expand(bench, id(0), { kinds: null, edges: null, cap: 50 });
    expect(state().error?.code).toBe('too_broad');
    expect(state().tasks).toEqual([]);
    expect(scene()).toBe(before);
  });

  it('undoes an expansion in one step and does it again', async () => {
    await addRecords(bench, [id(0)]);
    await expand(bench, id(0), { kinds: null, edges: null, cap: 25 });
    undo(bench);
    expect(scene().nodes.size).toBe(1);
    redo(bench);
    expect(scene().nodes.size).toBe(26);
  });

  it('hides, and shows again', async () => {
    await addRecords(bench, ids(0, 4));
    choose(bench, [id(1), id(2)], 'only');
    hideSelected(bench);
    expect([scene().nodes.size, state().selected.size]).toEqual([2, 0]);
    showAll(bench);
    expect(scene().nodes.size).toBe(4);
  });

  it('groups the kind of what is selected, and takes the group apart', async () => {
    await addRecords(bench, ids(0, 11));
    choose(bench, [id(1)], 'only');
    group(bench);
    expect([...state().selected]).toEqual(['group:process']);
    expect(scene().nodes.size).toBe(7);
    group(bench);
    expect(scene().nodes.size).toBe(11);
  });

  it('pins all members of a group, which leave it and stay chosen, and go back into it together', async () => {
    await addRecords(bench, ids(0, 5));
    choose(bench, [id(1)], 'only');
    group(bench);
    pin(bench);
    expect([...state().history.now.places.values()].filter(({ pinned }) => pinned)).toHaveLength(2);
    expect([...state().selected]).toEqual([id(1), id(3)]);
    pin(bench);
    expect([...state().selected]).toEqual(['group:process']);
    expect(scene().nodes.get('group:process')?.records).toHaveLength(2);
  });

  it('collapses leaves, and says when there are none', async () => {
    await addRecords(bench, [id(0), id(3), id(4)]);
    choose(bench, [id(0)], 'only');
    collapse(bench);
    expect([scene().nodes.size, state().message]).toEqual([1, '2 folded.']);
    collapse(bench);
    expect(state().message).toBe('2 unfolded.');
  });

  it('collapses leaves that stand in a group, and unfolds what was hidden meanwhile', async () => {
    await addRecords(bench, [id(0), id(3), id(4), id(5)]);
    choose(bench, [id(3)], 'only');
    group(bench);
    choose(bench, [id(0)], 'only');
    collapse(bench);
    expect(state().message).toBe('3 folded.');
    const { length } = state().history.past;
    collapse(bench);
    expect([state().message, state().history.past.length]).toEqual(['3 unfolded.', length + 1]);
    collapse(bench);
    bench.store.setState(({ history }) => ({ history: step(history, hide(history.now, [id(3), id(4), id(5)]), 'hide 3') }));
    collapse(bench);
    expect([state().message, state().history.now.folded.size]).toEqual(['0 unfolded.', 0]);
    collapse(bench);
    expect([state().message, state().history.now.folded.size]).toEqual(['No leaves that only this node reaches.', 0]);
  });

  it('says what to do when nothing is selected', () => {
    for (const verb of [pin, hideSelected, collapse, group]) {
      verb(bench);
      expect(state().message).toBe('Choose a node first.');
    }
  });
});

describe('reading', () => {
  const LINKS = [edge(1, 5_000), edge(2, 5_000, 'WROTE')];
  /** What each asking of `graph.join` waits for. */
  let gates: PromiseWithResolvers<void>[];
  const reads = (): number => asked.filter((name) => name === 'graph.join').length;
  const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
  const open = async (at: number): Promise<void> => {
    while (gates.length <= at) await turn();
    gates[at]!.resolve();
    await turn();
  };
  const rest = async (work: Promise<unknown>): Promise<void> => {
    let done = false;
    void work.finally(() => (done = true));
    while (!done) {
      for (const gate of gates) gate.resolve();
      await turn();
    }
  };

  beforeEach(() => {
    gates = [];
    answers['graph.join'] = async ({ ids: wanted, to }: { ids: string[]; to: string[] }) => {
      const gate = Promise.withResolvers<void>();
      gates.push(gate);
      await gate.promise;
      const there = new Set([...wanted, ...to]);
      return ok({
        more: false,
        nodes: wanted.map((each) => node(parseInt(each, 16))),
        edges: LINKS.filter(({ src, dst }) => there.has(src) && there.has(dst) && (wanted.includes(src) || wanted.includes(dst))),
      });
    };
  });

  it('that overlaps another loses no edge between the two', async () => {
    const many = addRecords(bench, ids(1, 3_001));
    const one = addRecords(bench, [id(5_000)]);
    await rest(Promise.all([many, one]));
    expect([scene().nodes.size, scene().edges.size]).toEqual([3_001, 2]);
  });

  it('joins what was done again meanwhile', async () => {
    await rest(addRecords(bench, [id(5_000)]));
    undo(bench);
    const before = reads();
    const adding = addRecords(bench, [id(1)]);
    while (reads() === before) await turn();
    redo(bench);
    await rest(adding);
    expect([scene().nodes.size, scene().edges.size]).toEqual([2, 1]);
  });

  it('that is stopped counts what it never read', async () => {
    const adding = addRecords(bench, ids(1, 4_001));
    await open(0);
    state().tasks[0]?.stop?.();
    await rest(adding);
    expect(state().message).toBe('Stopped: 2,000 added, 2,000 not drawn.');
    expect([scene().nodes.size, state().tasks]).toEqual([2_000, []]);
  });

  it('and a layout each have their own words and their own end', async () => {
    const workers: { readonly said: unknown[]; ended: boolean; onmessage?: (event: { data: unknown }) => void }[] = [];
    class FakeWorker {
      readonly said: unknown[] = [];
      ended = false;
      onmessage?: (event: { data: unknown }) => void;
      constructor() {
        workers.push(this);
      }
      postMessage(told: unknown): void {
        this.said.push(told);
      }
      terminate(): void {
        this.ended = true;
      }
    }
    vi.stubGlobal('Worker', FakeWorker);
    await rest(addRecords(bench, [id(9_000)]));
    const first = arrangeBy(bench, 'force');
    const adding = addRecords(bench, ids(1, 3_001));
    await turn();
    workers[0]!.onmessage!({ data: { part: 0.5 } });
    expect(state().tasks.map(({ busy }) => busy)).toEqual(['Arranging, 50 %', 'Reading']);
    const second = arrangeBy(bench, 'tree');
    // Another layout ends the one before, and not the reading.
    expect(workers[0]!.said).toContainEqual({ stop: true });
    workers[0]!.onmessage!({ data: { laid: { places: { x: new Float64Array(1), y: new Float64Array(1) }, whole: false } } });
    await first;
    expect(state().message).toBe('Stopped: arranged by force as far as it got.');
    await rest(adding);
    expect(state().tasks.map(({ busy, stop }) => [busy, stop !== null])).toEqual([['Arranging', true]]);
    expect(scene().nodes.size).toBe(3_001);
    const places = { x: Float64Array.of(70), y: Float64Array.of(7) };
    // Asked to stop when it was whole already.
    state().tasks[0]!.stop!();
    workers[1]!.onmessage!({ data: { laid: { places, whole: true } } });
    await second;
    expect([state().tasks, state().message]).toEqual([[], 'Arranged by tree.']);
    expect(scene().nodes.get(id(9_000))).toMatchObject({ x: 70, y: 7 });
    const third = arrangeBy(bench, 'time');
    await turn();
    workers[2]!.onmessage!({ data: { failed: true } });
    await third;
    expect([state().tasks, state().message, workers[2]!.ended]).toEqual([[], 'The layout did not run; nothing has moved.', true]);
  });
});
