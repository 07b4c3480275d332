/** Questions share one thread with everything else that the hub answers: each turn of its loop goes on with one of them. */
let last: Promise<void> = Promise.resolve();

/** In the order in which they came, one a turn, so that ten questions hold nobody up for longer than one does. */
export function letOthers(): Promise<void> {
  last = last.then(() => new Promise((resolve) => setImmediate(resolve)));
  return last;
}
