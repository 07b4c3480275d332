/**
 * What runs in the browser: the workstation's own canvas and a bare sigma on the same graph, side by side. Times are of
 * JavaScript alone: what the graphics card (here: a program) still has to do is awaited between frames, outside of them.
 */
import { DirectedGraph } from 'graphology';
import { createElement } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import Sigma from 'sigma';
import { EdgeArrowProgram } from 'sigma/rendering';
import { Canvas } from '../../renderer/canvas/canvas.tsx';
import type { CanvasProps } from '../../renderer/canvas/canvas.tsx';
import { inside } from '../../renderer/canvas/brush.ts';
import { WORLD, cameraAt, ratioFor, sizeAt, zoomFor } from '../../renderer/canvas/draw/zoom.ts';
import { redo, startHistory, step, undo } from '../../renderer/canvas/history.ts';
import { NOTHING_KNOWN, learn } from '../../renderer/canvas/known.ts';
import { add, hide, move, showHidden, toggleMerged, toggleOff, togglePinned } from '../../renderer/canvas/model.ts';
import { inPieces } from '../../renderer/canvas/pieces.ts';
import { Scenes } from '../../renderer/canvas/scenes.ts';
import { EMPTY_CANVAS } from '../../renderer/canvas/state.ts';
import type { CanvasState, Place } from '../../renderer/canvas/state.ts';
import type { Workbench, WorkbenchState } from '../../renderer/features/workbench/store.ts';
import { textOf } from '../../renderer/features/workbench/keep-view.ts';
import { orderedRows } from '../../renderer/features/table/rows.ts';
import type { RecordId } from '../../shared/graph/ids.ts';
import { makeGraph } from '../graph.ts';
import { random } from '../random.ts';
import { wrongIn } from './held.ts';
import { later, pieces, rendered, renderers } from './stopwatch.ts';
import type { Renders } from './stopwatch.ts';
import type { FrameTimes, StepTime } from './times.ts';

const WIDTH = 900;
const HEIGHT = 640;
/** Ms without work after which a change is through. */
const QUIET = 120;
/** World units for each node: as far apart as a force layout leaves them. */
const ROOM = 70;

const settle = (sigma: Sigma): void => {
  for (const name of ['nodes', 'edges']) {
    const gl = sigma.getCanvases()[name]?.getContext('webgl2');
    gl?.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
  }
};
/** The next turn of the loop, without the four milliseconds that timers wait. */
const turns = new MessageChannel();
const soon = (): Promise<void> =>
  new Promise((resolve) => {
    turns.port1.onmessage = () => resolve();
    turns.port2.postMessage(null);
  });
const wait = (ms: number): Promise<void> => new Promise((resolve) => later(resolve, ms));

const nothing = (): void => undefined;
const ACTS = {
  onKeyDown: nothing,
  onCamera: nothing,
  onFailed: nothing,
  onSelect: nothing,
  onSelectEdge: nothing,
  onOpen: nothing,
  onMove: nothing,
};
type Style = Pick<CanvasProps, 'selected' | 'selectedEdge' | 'inside'>;

class Yard {
  readonly #host = document.createElement('div');
  readonly #root = createRoot(this.#host);
  readonly #scenes = new Scenes({ onWhole: () => this.#draw() });
  #known = NOTHING_KNOWN;
  #history = startHistory();
  #props: Style = { selected: new Set(), selectedEdge: null, inside: null };
  #bare: Sigma | null = null;

  constructor() {
    this.#host.style.cssText = `position:relative;width:${WIDTH}px;height:${HEIGHT}px`;
    document.body.append(this.#host);
  }

  get state(): CanvasState {
    return this.#history.now;
  }

  get sigma(): Sigma {
    return [...renderers].find(([element]) => this.#host.contains(element))![1];
  }

  /** All of a generated graph on the canvas, and on a bare sigma. Gives the longest piece of JavaScript that it took, ms. */
  async fill(nodes: number, edges: number): Promise<number> {
    const graph = makeGraph(nodes, edges);
    const next = random(7);
    const radius = (Math.sqrt(nodes) * ROOM) / 2;
    const places = new Map<RecordId, Place>();
    for (const { id } of graph.nodes) {
      const [turn, far] = [next() * 2 * Math.PI, Math.sqrt(next()) * radius];
      places.set(id, { x: far * Math.cos(turn), y: far * Math.sin(turn), pinned: false, hidden: false });
    }
    this.#known = learn(this.#known, graph.nodes, graph.edges);
    this.#draw();
    while (![...renderers.keys()].some((element) => this.#host.contains(element))) await wait(20);
    const longest = await this.#apply(() => ({ ...EMPTY_CANVAS, places }));
    this.#makeBare();
    return longest;
  }

  /** Of nodes, each once. */
  colours(): readonly string[] {
    const graph = this.sigma.getGraph();
    return [...new Set(graph.mapNodes((_id, { color }) => color as string))].sort();
  }

  /** Resolves when what the page's colours are now is drawn: any attribute of its root may have changed them. */
  async rethemed(): Promise<void> {
    await this.#longest(() => document.documentElement.toggleAttribute('data-rethemed'));
  }

  /** `rounds` frames of each, in turns, at a zoom; the camera moves a little with each. */
  async frames(zoom: number, rounds: number): Promise<FrameTimes> {
    const [ours, bare] = [this.sigma, this.#bare!];
    const times: { ours: number[]; bare: number[] } = { ours: [], bare: [] };
    for (let round = 0; round < rounds; round++) {
      const turn =
        round % 2 === 0
          ? ([
              ['ours', ours],
              ['bare', bare],
            ] as const)
          : ([
              ['bare', bare],
              ['ours', ours],
            ] as const);
      const at = { ...cameraAt({ x: round * 9, y: round * 5 }), ratio: ratioFor(zoom * (1 + (round % 5) / 100), WIDTH, HEIGHT) };
      for (const [name, sigma] of turn) {
        const start = performance.now();
        sigma.getCamera().setState(at);
        (sigma as unknown as Renders).render();
        times[name].push(performance.now() - start);
        settle(sigma);
        await soon();
      }
    }
    return times;
  }

  /** Each thing that an analyst does, and the longest piece of JavaScript of it, without sigma's own frame. */
  async steps(): Promise<readonly StepTime[]> {
    const nodes = [...this.state.places.keys()];
    const some = (count: number): readonly RecordId[] => nodes.slice(0, count);
    const scene = () => this.#scenes.of(this.state, this.#known);
    const hub = [...scene().nodes.keys()].reduce((best, id) => (scene().touching(id).size > scene().touching(best).size ? id : best));
    const done: StepTime[] = [];
    const time = async (name: string, work: () => Promise<number>): Promise<void> => void done.push({ name, ms: await work() });
    const by = (next: (state: CanvasState) => CanvasState) => () => this.#apply(next);
    await time('choose one', () => this.#style({ selected: new Set([nodes[5]!]) }));
    await time('choose the node with the most edges', () => this.#style({ selected: new Set([hub]) }));
    await time('choose 1,000', () => this.#style({ selected: new Set(some(1_000)) }));
    await time('choose nothing', () => this.#style({ selected: new Set() }));
    await time(
      'pin 10',
      by((state) => togglePinned(state, some(10))),
    );
    await time(
      'move one',
      by((state) => move(state, new Map([[nodes[3]!, { x: 1, y: 1 }]]))),
    );
    await time(
      'hide 100',
      by((state) => hide(state, some(100))),
    );
    await time('undo it', () => this.#turn(undo));
    await time('do it again', () => this.#turn(redo));
    await time('undo it again', () => this.#turn(undo));
    await time(
      'switch a kind off',
      by((state) => toggleOff(state, 'file')),
    );
    await time('switch it on', () => this.#turn(undo));
    await time(
      'group processes',
      by((state) => toggleMerged(state, 'process')),
    );
    await time('take them apart', () => this.#turn(undo));
    const range = { from: Date.UTC(2026, 9, 5), to: Date.UTC(2026, 9, 12) };
    await time('brush', () => this.#longest(() => void inPieces(inside(scene(), range), (within) => this.#wear({ inside: within }))));
    await time('clear the brush', () => this.#style({ inside: null }));
    await time(
      'move all, as a layout does',
      by((state) => move(state, new Map([...state.places].map(([id, { x, y }]) => [id, { x: -x, y }])))),
    );
    await time('undo it ', () => this.#turn(undo));
    const fresh = makeGraph(500, 400, 9);
    this.#known = learn(this.#known, fresh.nodes, fresh.edges);
    await time(
      'add 500',
      by(
        (state) =>
          add(
            state,
            fresh.nodes.map(({ id }) => id),
            { x: 0, y: 0 },
          ).state,
      ),
    );
    await time('say what the view is, to be saved', async () => {
      const bench = { camera: null, view: { x: 0, y: 0, zoom: 1 } } as unknown as Workbench;
      const rest = { query: '', mode: 'graph', brush: null } as const;
      const state = { ...rest, history: this.#history, selected: new Set<string>(nodes) } as unknown as WorkbenchState;
      return this.#longest(() => void inPieces(textOf(bench, state), nothing));
    });
    await time('the ids that the timeline asks about', async () => {
      const start = performance.now();
      [...scene().nodes.values()].flatMap((node) => node.records.map(({ id }) => id)).join();
      return performance.now() - start;
    });
    await time('wear the other theme', () => this.#longest(() => document.documentElement.style.setProperty('--bg', '#ffffff')));
    await time('the rows of the table', () =>
      this.#longest(() => void inPieces(orderedRows(scene(), { by: 'name', down: false }), nothing)),
    );
    return done;
  }

  /** Everything at once, each before the one before it is through. Gives what is wrong in the end. */
  async stir(seed: number, rounds: number): Promise<readonly string[]> {
    const next = random(seed);
    const ids = [...this.state.places.keys()];
    const some = (most: number): readonly RecordId[] => {
      const from = Math.floor(next() * ids.length);
      return ids.slice(from, from + Math.floor(next() * most));
    };
    const changes: readonly (() => void)[] = [
      () => this.#step((state) => hide(state, some(ids.length))),
      () => this.#step((state) => togglePinned(state, some(20))),
      () => this.#step((state) => move(state, new Map(some(ids.length).map((id) => [id, { x: next() * 900, y: next() * 900 }])))),
      () => this.#step((state) => toggleMerged(state, 'process')),
      () => this.#step((state) => toggleOff(state, 'file')),
      () => this.#step(showHidden),
      () => this.#wear({ selected: new Set(some(300)) }),
      () => this.#wear({ inside: next() < 0.5 ? new Set(some(ids.length)) : null }),
      () => this.#back(undo),
      () => this.#back(undo),
      () => this.#back(redo),
    ];
    for (let round = 0; round < rounds; round++) {
      changes[Math.floor(next() * changes.length)]!();
      if (next() < 0.5) await wait(next() * 30);
    }
    await this.#longest(() => this.#step(showHidden));
    return wrongIn(this.sigma, this.#scenes.of(this.state, this.#known));
  }

  #turn(turn: typeof undo): Promise<number> {
    return this.#longest(() => this.#back(turn));
  }

  #back(turn: typeof undo): void {
    this.#history = turn(this.#history);
    this.#draw();
  }

  #apply(next: (state: CanvasState) => CanvasState): Promise<number> {
    return this.#longest(() => this.#step(next));
  }

  #step(next: (state: CanvasState) => CanvasState): void {
    this.#history = step(this.#history, next(this.state), 'a step');
    this.#draw();
  }

  #style(style: Partial<Style>): Promise<number> {
    return this.#longest(() => this.#wear(style));
  }

  #wear(style: Partial<Style>): void {
    this.#props = { ...this.#props, ...style };
    this.#draw();
  }

  #draw(): void {
    const scene = this.#scenes.of(this.state, this.#known);
    flushSync(() => this.#root.render(createElement(Canvas, { label: 'bench', view: null, scene, ...this.#props, ...ACTS })));
  }

  /** Runs a change and waits until it is drawn. Ms of the longest piece of JavaScript, sigma's own rendering taken off. */
  async #longest(change: () => void): Promise<number> {
    rendered.ms = 0;
    const start = performance.now();
    change();
    pieces.longest = performance.now() - start - rendered.ms;
    for (let last = performance.now(); performance.now() < last + QUIET;) {
      const before = pieces.count;
      await wait(20);
      if (pieces.count !== before) last = performance.now();
    }
    return pieces.longest;
  }

  #makeBare(): void {
    const host = document.createElement('div');
    host.style.cssText = `width:${WIDTH}px;height:${HEIGHT}px`;
    document.body.append(host);
    const own = this.sigma.getGraph();
    const graph = new DirectedGraph();
    const scene = this.#scenes.of(this.state, this.#known);
    own.forEachNode((id, { x, y, size, color }) =>
      graph.addNode(id, {
        x: x as number,
        y: y as number,
        size: size as number,
        color: color as string,
        label: scene.nodes.get(id)!.records[0]!.label,
      }),
    );
    own.forEachEdge((id, { size, color }, source, target) =>
      graph.addEdgeWithKey(id, source, target, { size: size as number, color: color as string }),
    );
    this.#bare = new Sigma(graph, host, {
      edgeProgramClasses: { arrow: EdgeArrowProgram },
      defaultEdgeType: 'arrow',
      zoomToSizeRatioFunction: (ratio) => 1 / sizeAt(zoomFor(ratio, WIDTH, HEIGHT)),
    });
    this.#bare.setCustomBBox(WORLD);
    this.#bare.refresh();
  }
}

(globalThis as unknown as { yard: Yard }).yard = new Yard();
