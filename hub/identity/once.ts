/** Remembers what may be used once only, for as long as it could be used again. Bounded; when it is full nothing new is taken. */

/** Names remembered at most: a minute's worth of some thousand requests a second. */
const MOST = 200_000;

export interface Once {
  /** False where the name was taken before, or where there is no room to remember it. `until` and `now`: Unix ms. */
  take(name: string, until: number, now: number): boolean;
  /** All that is remembered, for whoever goes on from here. */
  entries(): [string, number][];
}

/** `before`: what was taken already. */
export function makeOnce(most = MOST, before: readonly (readonly [string, number])[] = []): Once {
  const taken = new Map<string, number>(before);
  return {
    take(name, until, now) {
      // Nearly in the order of their ends, so that the ended ones are at the front.
      for (const [old, end] of taken) {
        if (end > now) break;
        taken.delete(old);
      }
      if (taken.has(name) || taken.size >= most) return false;
      taken.set(name, until);
      return true;
    },
    entries: () => [...taken],
  };
}
