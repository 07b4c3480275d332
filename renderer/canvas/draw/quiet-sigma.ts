/**
 * Sigma, taught two things. Many changes of its graph are one refresh: by itself it goes through the whole graph anew for
 * each node that is dropped. And what lies under the pointer is found in our own index: by itself it draws everything
 * twice and waits for the picture to ask it for one pixel, at each move of the mouse.
 */
import { DirectedGraph } from 'graphology';
import Sigma from 'sigma';
import type { Coordinates } from 'sigma/types';

type Refreshed = Parameters<Sigma['refresh']>[0];

export class QuietSigma extends Sigma {
  #batching = false;

  /** `nodeAt`: the node at a point of the view, CSS pixels. */
  constructor(container: HTMLElement, settings: ConstructorParameters<typeof Sigma>[2], nodeAt: (at: Coordinates) => string | null) {
    super(new DirectedGraph(), container, settings);
    // Private in its types alone; all its listeners ask this one method (sigma 3.0.3).
    (this as unknown as { getNodeAtPosition: (at: Coordinates) => string | null }).getNodeAtPosition = nodeAt;
  }

  /** Changes the graph without any refresh; the caller asks for one when all is changed. */
  batch(change: () => void): void {
    this.#batching = true;
    try {
      change();
    } finally {
      this.#batching = false;
    }
  }

  override refresh(options?: Refreshed): this {
    // Sigma's own constructor refreshes, before there is anything of ours.
    return #batching in this && this.#batching ? this : super.refresh(options);
  }
}
