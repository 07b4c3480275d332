import { beforeEach, describe, expect, it, vi } from 'vitest';
import { listen } from '../../../../renderer/api.ts';
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
import { edge, id, ids, node } from '../canvas/records.ts';

const NODES = [node(0, 'host'), ...Array.from({ length: 60 }, (_, n) => node(n + 1, n % 2 ? 'file' : 'process'))];
const EDGES = NODES.slice(1).map((_, n) => edge(n + 1, 0, 'RAN_ON'));
const ACROSS = edge(1, 2, 'WROTE');

let answers: Record<string, (input: never) => unknown>;
const asked: string[] = [];
let bench: Workbench;

beforeEach(() => {
  asked.length = 0;
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
  const netgraph = {
    act: (name: string, input: never) => {
      asked.push(name);
      return Promise.resolve(answers[name]?.(input));
    },
    onState: (listener: (state: unknown) => void) => {
      listener({ epoch: 1 });
      return () => undefined;
    },
  };
  vi.stubGlobal('window', { netgraph });
  listen();
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
    expect(state().busy).toBe(null);
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

  it('pins all members of a group', async () => {
    await addRecords(bench, ids(0, 5));
    choose(bench, [id(1)], 'only');
    group(bench);
    pin(bench);
    expect([...state().history.now.places.values()].filter(({ pinned }) => pinned)).toHaveLength(2);
  });

  it('collapses leaves, and says when there are none', async () => {
    await addRecords(bench, [id(0), id(3), id(4)]);
    choose(bench, [id(0)], 'only');
    collapse(bench);
    expect([scene().nodes.size, state().message]).toEqual([1, '2 folded.']);
    collapse(bench);
    expect(state().message).toBe('2 unfolded.');
  });

  it('says what to do when nothing is selected', () => {
    for (const verb of [pin, hideSelected, collapse, group]) {
      verb(bench);
      expect(state().message).toBe('Choose a node first.');
    }
  });
});
