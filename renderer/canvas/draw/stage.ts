/**
 * What stands between a scene and sigma: brings sigma's graph in line with the scene, keeps how each thing looks, and
 * knows where everything is. It touches what changed, a slice of a frame at a time, so that 50,000 nodes arrive without a
 * freeze; the graph's attributes are what sigma draws, without reducers that would make each thing anew for each change.
 */
import { SLICE, each, until } from '../pieces.ts';
import { different } from '../scene.ts';
import type { Scene, SceneNode } from '../scene.ts';
import { Spatial } from '../spatial.ts';
import type { Point } from '../state.ts';
import type { Theme } from '../theme.ts';
import { edgeLook, edgeRest, nodeLook, sizeOf } from './looks.ts';
import type { Look } from './looks.ts';
import type { QuietSigma } from './quiet-sigma.ts';
import { zoomOf } from './zoom.ts';

/** Up to so many nodes and edges what is chosen is put in front, which lays out all of them anew. */
const SORTED = 6_000;
/** A shape reaches this part of its size; a node is drawn no larger than this; and an edge is this wide to the hand, CSS pixels. */
const SHAPE = 0.8;
const LARGEST = 26;
const EDGE_REACH = 5;
const NOTHING: ReadonlySet<string> = new Set();
type Walk = Generator<void, void>;

export class Stage {
  readonly sigma: QuietSigma;
  readonly spatial = new Spatial();
  /** Nodes that are told apart from afar: pinned, alerts, groups, and those with neighbours that are not drawn. */
  readonly marked = new Set<string>();
  theme: Theme;
  /** Called when the theme is another. */
  readonly rethemed = new Set<() => void>();
  scene: Scene | null = null;
  look: Look = { selected: NOTHING, selectedEdge: null, inside: null };
  /** Opacity of edges at rest. */
  #rest = 1;
  /** What finds the things that are to be brought in line. */
  readonly #walks: Walk[] = [];
  /** What is to be brought in line: edges that went first, or a node would take thousands with it at once. */
  readonly #gone = new Set<string>();
  readonly #nodes = new Set<string>();
  readonly #edges = new Set<string>();
  /** Nodes that stand elsewhere now: their edges are still to be brought in line. */
  readonly #moved: string[] = [];
  /** Edges of a node under the hand: they follow it as fast as they can. */
  readonly #pulled = new Set<string>();
  /** Something has changed since what is chosen was put in front. */
  #unsorted = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(sigma: QuietSigma, theme: Theme) {
    this.sigma = sigma;
    this.theme = theme;
  }

  show(scene: Scene): void {
    const before = this.scene;
    if (scene === before) return;
    this.scene = scene;
    const rest = edgeRest(scene);
    this.#walks.push(this.#changed(before, scene));
    if (rest !== this.#rest) this.#walks.push(each(scene.edges.keys(), (id) => this.#edges.add(id)));
    this.#rest = rest;
    this.#run();
  }

  restyle(look: Look): void {
    const before = this.look;
    this.look = look;
    if (!this.scene) return;
    if (before.selected !== look.selected) this.#walks.push(this.#chosen(before.selected, look.selected));
    if (before.selectedEdge !== look.selectedEdge) for (const id of [before.selectedEdge, look.selectedEdge]) if (id) this.#edges.add(id);
    if (before.inside !== look.inside) this.#walks.push(this.#faded(before.inside, look.inside));
    this.#run();
  }

  /** The page changed in a way that may have changed its colours: nothing is drawn anew where it has not. */
  retheme(theme: Theme): void {
    if (JSON.stringify(theme) === JSON.stringify(this.theme)) return;
    this.theme = theme;
    for (const rethemed of this.rethemed) rethemed();
    if (!this.scene) return;
    this.#walks.push(
      each(this.scene.nodes.keys(), (id) => this.#nodes.add(id)),
      each(this.scene.edges.keys(), (id) => this.#edges.add(id)),
    );
    this.#run();
  }

  /** A node under the hand: moved at once, with its edges; the scene hears of it when it is let go. */
  drag(id: string, to: Point): void {
    const graph = this.sigma.getGraph();
    if (!graph.hasNode(id)) return;
    this.spatial.put(id, to);
    this.sigma.moveNode(id, to);
    for (const edge of this.scene!.touching(id)) this.#pulled.add(edge);
    this.#run();
  }

  /** The node at a point of the view, CSS pixels: of those that reach to it, the nearest. */
  nodeAt(at: Point): string | null {
    const world = this.sigma.viewportToGraph(at);
    const zoom = zoomOf(this.sigma);
    // The largest that a node is drawn.
    const reach = this.sigma.scaleSize(LARGEST) / zoom;
    let found: string | null = null;
    let least = Infinity;
    const box = { left: world.x - reach, right: world.x + reach, low: world.y - reach, high: world.y + reach };
    this.spatial.within(box, (id, { x, y }) => {
      const far = Math.hypot(x - world.x, y - world.y);
      const node = this.scene?.nodes.get(id);
      if (!node || far >= least || far > (this.sigma.scaleSize(sizeOf(node)) * SHAPE) / zoom) return;
      [found, least] = [id, far];
    });
    return found;
  }

  /** The edge at a point of the view, or null. */
  edgeAt(at: Point): string | null {
    const { scene, spatial } = this;
    if (!scene) return null;
    const world = this.sigma.viewportToGraph(at);
    let least = EDGE_REACH / zoomOf(this.sigma);
    let found: string | null = null;
    for (const { id, source, target } of scene.edges.values()) {
      const [a, b] = [spatial.get(source), spatial.get(target)];
      if (!a || !b) continue;
      const far = distanceTo(world, a, b);
      if (far <= least) [found, least] = [id, far];
    }
    return found;
  }

  /** Whether what is drawn is not yet what the scene holds. */
  get behind(): boolean {
    return this.#walks.length + this.#gone.size + this.#nodes.size + this.#edges.size > 0;
  }

  end(): void {
    clearTimeout(this.#timer);
    this.sigma.kill();
  }

  *#changed(before: Scene | null, scene: Scene): Walk {
    const changes = before && scene.since(before.version);
    yield* each(changes?.nodes ?? scene.nodes.keys(), (id) => this.#nodes.add(id));
    yield* each(changes?.edges ?? scene.edges.keys(), (id) => (scene.edges.has(id) ? this.#edges : this.#gone).add(id));
    if (changes) return;
    const graph = this.sigma.getGraph();
    yield* each(graph.nodes(), (id) => this.#nodes.add(id));
    yield* each(graph.edges(), (id) => scene.edges.has(id) || this.#gone.add(id));
  }

  *#chosen(before: ReadonlySet<string>, after: ReadonlySet<string>): Walk {
    const ids = different(before, after);
    yield* each(ids, (id) => this.#nodes.add(id));
    yield* each(this.#touching(ids), (edge) => this.#edges.add(edge));
  }

  /** Edges at all of them, one by one: a single node may have most of all that there are. */
  *#touching(ids: Iterable<string>): Generator<string> {
    for (const id of ids) yield* this.scene!.touching(id);
  }

  *#faded(before: ReadonlySet<string> | null, after: ReadonlySet<string> | null): Walk {
    const isOther = (id: string): boolean => (before === null || before.has(id)) !== (after === null || after.has(id));
    yield* each(this.scene!.nodes.keys(), (id) => isOther(id) && this.#nodes.add(id));
    yield* each(this.scene!.edges.keys(), (id) => isOther(id) && this.#edges.add(id));
  }

  readonly #run = (): void => {
    clearTimeout(this.#timer);
    this.#unsorted ||= this.behind;
    const end = performance.now() + SLICE;
    this.#walk(end);
    if (this.#walks.length === 0) this.#drain(this.#gone, end, (id) => this.#settleEdge(id));
    if (this.#walks.length + this.#gone.size === 0) this.#drain(this.#nodes, end, (id) => this.#settleNode(id));
    if (this.#moved.length > 0 && this.#nodes.size === 0) {
      this.#walks.push(each(this.#touching(this.#moved.splice(0)), (edge) => this.#edges.add(edge)));
      this.#walk(end);
    }
    // An edge is put where both of its ends are.
    if (this.#walks.length + this.#gone.size + this.#nodes.size === 0) this.#drain(this.#edges, end, (id) => this.#settleEdge(id));
    this.sigma.holding = this.behind;
    if (!this.behind) {
      this.#drain(this.#pulled, end, (id) => this.#settleEdge(id));
      this.#draw();
    }
    if (this.behind || this.#pulled.size > 0) this.#timer = setTimeout(this.#run);
  };

  #walk(end: number): void {
    for (let walk = this.#walks[0]; walk && until(walk, end).done; walk = this.#walks[0]) this.#walks.shift();
  }

  #drain(ids: Set<string>, end: number, settle: (id: string) => void): void {
    let done = 0;
    for (const id of ids) {
      // The clock is not asked for each.
      if (++done % 64 === 0 && performance.now() > end) return;
      ids.delete(id);
      settle(id);
    }
  }

  #settleNode(id: string): void {
    const node = this.scene!.nodes.get(id);
    if (!node) {
      this.spatial.remove(id);
      this.marked.delete(id);
      this.sigma.takeNode(id);
      return;
    }
    if (isMarked(node)) this.marked.add(id);
    else this.marked.delete(id);
    const at = this.spatial.get(id);
    if (at?.x !== node.x || at.y !== node.y) this.#moved.push(id);
    this.spatial.put(id, node);
    this.sigma.putNode(id, nodeLook(node, this.look, this.theme));
  }

  #settleEdge(id: string): void {
    const graph = this.sigma.getGraph();
    const edge = this.scene!.edges.get(id);
    if (!edge || !graph.hasNode(edge.source) || !graph.hasNode(edge.target)) this.sigma.takeEdge(id);
    else this.sigma.putEdge(id, edge.source, edge.target, edgeLook(edge, this.look, this.theme, this.#rest));
  }

  #draw(): void {
    const { order, size } = this.sigma.getGraph();
    if (this.#unsorted && order + size <= SORTED) this.sigma.sort();
    else this.sigma.scheduleRender();
    this.#unsorted = false;
  }
}

/** From a point to the line between two others. */
function distanceTo({ x, y }: Point, a: Point, b: Point): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const part = Math.min(1, Math.max(0, ((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(a.x + part * dx - x, a.y + part * dy - y);
}

const isMarked = (node: SceneNode): boolean => node.pinned || node.group || node.stub > 0 || node.kind === 'alert';
