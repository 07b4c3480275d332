/** Measures what the page does: sigma's frames, and every piece of JavaScript that runs later, without them. */
import Sigma from 'sigma';

/** Private in sigma's types alone. */
export interface Renders {
  render(): unknown;
  process(): unknown;
}

/** All renderers that draw, by the element that they draw in. */
export const renderers = new Map<HTMLElement, Sigma>();
/** Ms of frames since it was last set to nothing. */
export const rendered = { ms: 0 };
const drawing = Sigma.prototype as unknown as Renders;
const { render, process } = drawing;
drawing.render = function (this: Sigma) {
  renderers.set(this.getContainer(), this);
  const start = performance.now();
  const result = render.call(this);
  rendered.ms += performance.now() - start;
  return result;
};
/** Laying out the whole graph anew happens in a frame, and is not part of it. */
drawing.process = function (this: Sigma) {
  const start = performance.now();
  const result = process.call(this);
  rendered.ms -= performance.now() - start;
  return result;
};

/** What runs later, by timer or for a frame, is a piece of its own: how long the longest took, ms, and how many there were. */
export const pieces = { longest: 0, count: 0 };
function timedPiece<Args extends unknown[]>(work: (...args: Args) => void): (...args: Args) => void {
  return (...args) => {
    const start = performance.now();
    rendered.ms = 0;
    work(...args);
    pieces.longest = Math.max(pieces.longest, performance.now() - start - rendered.ms);
    pieces.count++;
  };
}
/** A timer that is not measured. */
export const later = globalThis.setTimeout;
const nextFrame = globalThis.requestAnimationFrame;
globalThis.requestAnimationFrame = (work) => nextFrame(timedPiece(work));
globalThis.setTimeout = ((work: () => void, ms?: number) => later(timedPiece(work), ms)) as typeof setTimeout;
