/** Long work in slices, so that the window answers between them. */

/** Ms of one slice. */
export const SLICE = 10;
/** Things after which a slice may end: the clock is not asked for each. */
const BREAK = 128;
/** Things that are sorted without a break. */
const RUN = 1_024;

/** Goes through `values`, with a break now and then. */
export function* each<T>(values: Iterable<T>, visit: (value: T) => void): Generator<void, void> {
  let done = 0;
  for (const value of values) {
    visit(value);
    if (++done % BREAK === 0) yield;
  }
}

/** The values in order, as `toSorted` would give them, with a break now and then. */
export function* inOrder<T>(values: readonly T[], compare: (a: T, b: T) => number): Generator<void, readonly T[]> {
  let runs: (readonly T[])[] = [];
  for (let from = 0; from < values.length; from += RUN) {
    runs.push(values.slice(from, from + RUN).sort(compare));
    yield;
  }
  while (runs.length > 1) {
    const wider: (readonly T[])[] = [];
    for (let at = 0; at < runs.length; at += 2) wider.push(yield* merged(runs[at]!, runs[at + 1] ?? [], compare));
    runs = wider;
  }
  return runs[0] ?? [];
}

function* merged<T>(a: readonly T[], b: readonly T[], compare: (a: T, b: T) => number): Generator<void, readonly T[]> {
  const all: T[] = [];
  for (let [atA, atB] = [0, 0]; atA < a.length || atB < b.length;) {
    const first = atB >= b.length || (atA < a.length && compare(a[atA]!, b[atB]!) <= 0);
    all.push(first ? a[atA++]! : b[atB++]!);
    if (all.length % BREAK === 0) yield;
  }
  return all;
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
