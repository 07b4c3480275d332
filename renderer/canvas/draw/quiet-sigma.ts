/**
 * Sigma, taught three things. It goes through nothing but what has changed: by itself it lays out its whole graph anew for
 * one node that came or went. It goes on drawing what it drew until a change is whole. And what lies under the pointer is
 * found in our own index: by itself it draws everything twice and waits for the picture to ask it for one pixel, at each
 * move of the mouse.
 */
import { DirectedGraph } from 'graphology';
import Sigma from 'sigma';
import type { Coordinates } from 'sigma/types';
import type { EdgeLook, NodeLook } from './looks.ts';
import { Slots } from './slots.ts';

interface Drawer {
  reallocate(capacity: number): void;
}
/** Private in its types alone (sigma 3.0.3). */
interface Inner {
  /** All listeners of the pointer ask this one method. */
  getNodeAtPosition: (at: Coordinates) => string | null;
  readonly nodePrograms: Readonly<Record<string, Drawer>>;
  readonly edgePrograms: Readonly<Record<string, Drawer>>;
  readonly nodeProgramIndex: Readonly<Record<string, number>>;
  readonly edgeProgramIndex: Readonly<Record<string, number>>;
  unbindGraphHandlers(): void;
  updateNode(id: string): void;
  updateEdge(id: string): void;
  removeNode(id: string): void;
  removeEdge(id: string): void;
  addNodeToProgram(id: string, fingerprint: number, place: number): void;
  addEdgeToProgram(id: string, fingerprint: number, place: number): void;
}
/** Nothing asks the picture who is where. */
const NO_FINGERPRINT = 0;

export class QuietSigma extends Sigma {
  /** Programs made by `keeping` go on with what they have drawn last. */
  holding = false;
  readonly #inner = this as unknown as Inner;
  readonly #nodes = new Slots();
  readonly #edges = new Slots();

  /** `nodeAt`: the node at a point of the view, CSS pixels. */
  constructor(container: HTMLElement, settings: ConstructorParameters<typeof Sigma>[2], nodeAt: (at: Coordinates) => string | null) {
    super(new DirectedGraph(), container, settings);
    this.#inner.getNodeAtPosition = nodeAt;
    this.#inner.unbindGraphHandlers();
    this.on('afterProcess', () => {
      const { nodeProgramIndex, edgeProgramIndex } = this.#inner;
      this.#nodes.reset(inOrder(this.getGraph().nodes(), nodeProgramIndex));
      this.#edges.reset(inOrder(this.getGraph().edges(), edgeProgramIndex));
    });
  }

  /** Puts a node there, or makes it look like this; what is written is drawn by the next frame. */
  putNode(id: string, look: NodeLook): void {
    const graph = this.getGraph();
    if (graph.hasNode(id)) Object.assign(graph.getNodeAttributes(id), look);
    else graph.addNode(id, look);
    this.#writeNode(id);
  }

  /** Moves one that is there; its edges stay where they were until they are put again. */
  moveNode(id: string, { x, y }: Coordinates): void {
    Object.assign(this.getGraph().getNodeAttributes(id), { x, y });
    this.#writeNode(id);
  }

  /** Both ends have to be there; an edge that is there is written anew, where its ends now are. */
  putEdge(id: string, source: string, target: string, look: EdgeLook): void {
    const graph = this.getGraph();
    if (graph.hasEdge(id)) Object.assign(graph.getEdgeAttributes(id), look);
    else graph.addEdgeWithKey(id, source, target, look);
    this.#inner.updateEdge(id);
    const place = this.#edges.put(id);
    this.#edgeProgram.reallocate(this.#edges.size);
    this.#inner.addEdgeToProgram(id, NO_FINGERPRINT, place);
  }

  takeNode(id: string): void {
    const graph = this.getGraph();
    if (!graph.hasNode(id)) return;
    for (const edge of graph.edges(id)) this.takeEdge(edge);
    graph.dropNode(id);
    this.#inner.removeNode(id);
    const moved = this.#nodes.remove(id);
    if (moved) this.#inner.addNodeToProgram(moved.id, NO_FINGERPRINT, moved.place);
    this.#nodeProgram.reallocate(this.#nodes.size);
  }

  takeEdge(id: string): void {
    const graph = this.getGraph();
    if (!graph.hasEdge(id)) return;
    graph.dropEdge(id);
    this.#inner.removeEdge(id);
    const moved = this.#edges.remove(id);
    if (moved) this.#inner.addEdgeToProgram(moved.id, NO_FINGERPRINT, moved.place);
    this.#edgeProgram.reallocate(this.#edges.size);
  }

  /** Lays out all of it anew with the next frame, what is in front last: sigma's own way, in one piece. */
  sort(): void {
    this.refresh({ partialGraph: {}, schedule: true });
  }

  #writeNode(id: string): void {
    this.#inner.updateNode(id);
    const place = this.#nodes.put(id);
    this.#nodeProgram.reallocate(this.#nodes.size);
    this.#inner.addNodeToProgram(id, NO_FINGERPRINT, place);
  }

  get #nodeProgram(): Drawer {
    return this.#inner.nodePrograms[this.getSetting('defaultNodeType')]!;
  }

  get #edgeProgram(): Drawer {
    return this.#inner.edgePrograms[this.getSetting('defaultEdgeType')]!;
  }
}

function inOrder(ids: readonly string[], places: Readonly<Record<string, number>>): readonly string[] {
  const ordered = Array.from<string>({ length: ids.length });
  for (const id of ids) ordered[places[id]!] = id;
  return ordered;
}
