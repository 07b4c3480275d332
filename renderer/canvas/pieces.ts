/** Long work in slices, so that the window answers between them. */

/** Ms of one slice. */
export const SLICE = 10;
/** Things after which a slice may end: the clock is not asked for each. */
const BREAK = 128;

/** Goes through `values`, with a break now and then. */
export function* each<T>(values: Iterable<T>, visit: (value: T) => void): Generator<void, void> {
  let done = 0;
  for (const value of values) {
    visit(value);
    if (++done % BREAK === 0) yield;
  }
}

/** All of it in one piece. */
export function atOnce<T>(work: Generator<void, T>): T {
  let step = work.next();
  while (!step.done) step = work.next();
  return step.value;
}

/** Does some of it, until `end` (of the page's clock). Gives the result when that was the last of it. */
export function until<T>(work: Generator<void, T>, end: number): IteratorResult<void, T> {
  let step = work.next();
  while (!step.done && performance.now() < end) step = work.next();
  return step;
}

/** Begins soon, and calls back with the result. Returns the way to give it up: then nobody is called. */
export function inPieces<T>(work: Generator<void, T>, done: (value: T) => void): () => void {
  let timer: ReturnType<typeof setTimeout>;
  const slice = (): void => {
    const step = until(work, performance.now() + SLICE);
    if (step.done) done(step.value);
    else timer = setTimeout(slice);
  };
  timer = setTimeout(slice);
  return () => clearTimeout(timer);
}
