/**
 * What stands between a scene and sigma: brings sigma's graph in line with the scene, keeps how each thing looks, and
 * knows where everything is. It touches what changed, a slice of a frame at a time, so that 50,000 nodes arrive without a
 * freeze; the graph's attributes are what sigma draws, without reducers that would make each thing anew for each change.
 */
import { different } from '../scene.ts';
import type { Scene, SceneNode } from '../scene.ts';
import { Spatial } from '../spatial.ts';
import type { Point } from '../state.ts';
import type { Theme } from '../theme.ts';
import { edgeLook, edgeRest, nodeLook, sizeOf } from './looks.ts';
import type { Look } from './looks.ts';
import type { QuietSigma } from './quiet-sigma.ts';
import { zoomOf } from './zoom.ts';

/** Ms of one slice of bringing in line. */
const SLICE = 10;
/** Up to here a change of looks also puts what is chosen in front, which sorts everything anew. */
const SORTED = 5_000;
/** More than this part of the nodes moved: all is placed anew at once. */
const MANY = 0.25;
/** A shape reaches this part of its size; a node is drawn no larger than this; and an edge is this wide to the hand, CSS pixels. */
const SHAPE = 0.8;
const LARGEST = 26;
const EDGE_REACH = 5;
const NOTHING: ReadonlySet<string> = new Set();

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
  /** What is to be brought in line: edges that went first, or a node would take thousands with it at once. */
  readonly #gone = new Set<string>();
  readonly #nodes = new Set<string>();
  readonly #edges = new Set<string>();
  /** What has changed in the graph since sigma last drew it. */
  #changed = { nodes: new Set<string>(), edges: new Set<string>(), placed: false };
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(sigma: QuietSigma, theme: Theme) {
    this.sigma = sigma;
    this.theme = theme;
  }

  show(scene: Scene): void {
    const before = this.scene;
    if (scene === before) return;
    this.scene = scene;
    const changes = before && scene.since(before.version);
    const graph = this.sigma.getGraph();
    for (const id of changes?.nodes ?? scene.nodes.keys()) this.#nodes.add(id);
    for (const id of changes?.edges ?? scene.edges.keys()) (scene.edges.has(id) ? this.#edges : this.#gone).add(id);
    if (!changes) {
      for (const id of graph.nodes()) this.#nodes.add(id);
      for (const id of graph.edges()) if (!scene.edges.has(id)) this.#gone.add(id);
    } else if (before && edgeRest(before) !== edgeRest(scene)) for (const id of scene.edges.keys()) this.#edges.add(id);
    this.#run();
  }

  restyle(look: Look): void {
    const before = this.look;
    this.look = look;
    if (!this.scene) return;
    if (before.selected !== look.selected) {
      for (const id of different(before.selected, look.selected)) {
        this.#nodes.add(id);
        for (const edge of this.scene.touching(id)) this.#edges.add(edge);
      }
    }
    if (before.selectedEdge !== look.selectedEdge) for (const id of [before.selectedEdge, look.selectedEdge]) if (id) this.#edges.add(id);
    if (before.inside !== look.inside) this.#fade(before.inside, look.inside);
    this.#run();
  }

  /** The page changed in a way that may have changed its colours: nothing is drawn anew where it has not. */
  retheme(theme: Theme): void {
    if (JSON.stringify(theme) === JSON.stringify(this.theme)) return;
    this.theme = theme;
    for (const rethemed of this.rethemed) rethemed();
    for (const id of this.scene?.nodes.keys() ?? []) this.#nodes.add(id);
    for (const id of this.scene?.edges.keys() ?? []) this.#edges.add(id);
    this.#run();
  }

  /** A node under the hand: moved at once, with its edges; the scene hears of it when it is let go. */
  drag(id: string, to: Point): void {
    const graph = this.sigma.getGraph();
    if (!graph.hasNode(id)) return;
    Object.assign(graph.getNodeAttributes(id), { x: to.x, y: to.y });
    this.spatial.put(id, to);
    // Before sigma has placed what came with it, it can't draw it in place.
    const inPlace = !this.behind;
    this.sigma.refresh({ partialGraph: { nodes: [id], edges: graph.edges(id) }, skipIndexation: inPlace, schedule: true });
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
    return this.#gone.size + this.#nodes.size + this.#edges.size > 0;
  }

  end(): void {
    clearTimeout(this.#timer);
    this.sigma.kill();
  }

  #fade(before: ReadonlySet<string> | null, after: ReadonlySet<string> | null): void {
    const isIn = (set: ReadonlySet<string> | null, id: string): boolean => set === null || set.has(id);
    for (const id of this.scene!.nodes.keys()) if (isIn(before, id) !== isIn(after, id)) this.#nodes.add(id);
    for (const id of this.scene!.edges.keys()) if (isIn(before, id) !== isIn(after, id)) this.#edges.add(id);
  }

  readonly #run = (): void => {
    clearTimeout(this.#timer);
    const end = performance.now() + SLICE;
    this.sigma.batch(() => {
      this.#drain(this.#gone, end, (id) => this.#settleEdge(id));
      if (this.#gone.size === 0) this.#drain(this.#nodes, end, (id) => this.#settleNode(id));
      // An edge is put where both of its ends are.
      if (this.#gone.size + this.#nodes.size === 0) this.#drain(this.#edges, end, (id) => this.#settleEdge(id));
    });
    if (this.behind) this.#timer = setTimeout(this.#run);
    else this.#draw();
  };

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
    const graph = this.sigma.getGraph();
    const node = this.scene!.nodes.get(id);
    if (!node) {
      this.spatial.remove(id);
      this.marked.delete(id);
      if (!graph.hasNode(id)) return;
      graph.dropNode(id);
      this.#changed.nodes.delete(id);
      this.#changed.placed = true;
      return;
    }
    if (isMarked(node)) this.marked.add(id);
    else this.marked.delete(id);
    const at = this.spatial.get(id);
    const moved = at === undefined || at.x !== node.x || at.y !== node.y;
    this.spatial.put(id, node);
    const look = nodeLook(node, this.look, this.theme);
    if (!graph.hasNode(id)) {
      graph.addNode(id, look);
      this.#changed.placed = true;
      return;
    }
    // Written into sigma's own attributes: an event for each would be a refresh for each.
    Object.assign(graph.getNodeAttributes(id), look);
    this.#changed.nodes.add(id);
    if (moved) for (const edge of this.scene!.touching(id)) this.#edges.add(edge);
  }

  #settleEdge(id: string): void {
    const graph = this.sigma.getGraph();
    const edge = this.scene!.edges.get(id);
    if (!edge || !graph.hasNode(edge.source) || !graph.hasNode(edge.target)) {
      if (!graph.hasEdge(id)) return;
      graph.dropEdge(id);
      this.#changed.edges.delete(id);
      this.#changed.placed = true;
      return;
    }
    const look = edgeLook(edge, this.look, this.theme, edgeRest(this.scene!));
    if (graph.hasEdge(id)) {
      Object.assign(graph.getEdgeAttributes(id), look);
      this.#changed.edges.add(id);
    } else {
      graph.addEdgeWithKey(id, edge.source, edge.target, look);
      this.#changed.placed = true;
    }
  }

  #draw(): void {
    const { nodes, edges, placed } = this.#changed;
    this.#changed = { nodes: new Set(), edges: new Set(), placed: false };
    const graph = this.sigma.getGraph();
    const inPlace = !placed && graph.size > SORTED && nodes.size < Math.max(100, graph.order * MANY);
    // Dropping a node drops its edges, which may stand here too.
    const partialGraph = { nodes: [...nodes].filter((id) => graph.hasNode(id)), edges: [...edges].filter((id) => graph.hasEdge(id)) };
    if (placed || nodes.size + edges.size > 0) this.sigma.refresh({ partialGraph, skipIndexation: inPlace, schedule: true });
    else this.sigma.scheduleRender();
  }
}

/** From a point to the line between two others. */
function distanceTo({ x, y }: Point, a: Point, b: Point): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const part = Math.min(1, Math.max(0, ((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(a.x + part * dx - x, a.y + part * dy - y);
}

const isMarked = (node: SceneNode): boolean => node.pinned || node.group || node.stub > 0 || node.kind === 'alert';
