/**
 * The scene that is seen. A small change is in it at once. A large one is settled beside it, in pieces, and seen when it is
 * whole; until then the one before it is. What is begun is brought to its end, then what was asked for last: whoever
 * changes the canvas faster than it settles still sees it go on.
 */
import type { Known } from './known.ts';
import { inPieces } from './pieces.ts';
import { SceneKeeper } from './scene-keeper.ts';
import type { Scene } from './scene.ts';
import type { CanvasState } from './state.ts';

/** Records and edges that one piece goes through. */
const ONE_PIECE = 4_000;

interface Asked {
  readonly state: CanvasState;
  readonly known: Known;
}

export interface ScenesOptions {
  /** A scene that was not whole when it was asked for is now what `of` gives. */
  readonly onWhole: () => void;
  readonly onePiece?: number;
  readonly run?: typeof inPieces;
}

export class Scenes {
  readonly #onWhole: () => void;
  readonly #onePiece: number;
  readonly #run: typeof inPieces;
  #keeper = new SceneKeeper();
  #asked: Asked | null = null;
  /** Gives up what is being settled, when something is. */
  #stop: (() => void) | null = null;
  #waiting: ((scene: Scene) => void)[] = [];

  constructor({ onWhole, onePiece = ONE_PIECE, run = inPieces }: ScenesOptions) {
    this.#onWhole = onWhole;
    this.#onePiece = onePiece;
    this.#run = run;
  }

  /** The last whole scene on the way to this state: its own, unless it is still being settled. */
  of(state: CanvasState, known: Known): Scene {
    if (state !== this.#asked?.state || known !== this.#asked.known) {
      this.#asked = { state, known };
      if (!this.#stop) this.#settle(this.#asked);
    }
    return this.#keeper.scene;
  }

  /** Calls back with the scene of what was asked for last: at once where it is whole. */
  whenWhole(then: (scene: Scene) => void): void {
    if (this.#stop) this.#waiting.push(then);
    else then(this.#keeper.scene);
  }

  /** Gives up what is being settled, until somebody asks again. */
  rest(): void {
    this.#stop?.();
    this.#stop = null;
    this.#asked = null;
  }

  #settle({ state, known }: Asked): void {
    if (this.#keeper.within(this.#onePiece, state, known)) return;
    this.#stop = this.#run(SceneKeeper.beside(this.#keeper, state, known), (made) => {
      this.#stop = null;
      this.#keeper = made;
      this.#settle(this.#asked!);
      this.#onWhole();
      if (this.#stop) return;
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const then of waiting) then(this.#keeper.scene);
    });
  }
}
