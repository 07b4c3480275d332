/** One thing at a time for each key, in the order of asking. */

const tails = new WeakMap<object, Map<string, Promise<unknown>>>();

/** `owner`: within which keys are told apart; forgotten with it. */
export function inTurn<T>(owner: object, key: string, work: () => Promise<T>): Promise<T> {
  const turns = tails.get(owner) ?? new Map<string, Promise<unknown>>();
  tails.set(owner, turns);
  const done = (turns.get(key) ?? Promise.resolve()).then(work, work);
  turns.set(key, done);
  const tidy = (): void => {
    if (turns.get(key) === done) turns.delete(key);
  };
  done.then(tidy, tidy);
  return done;
}
