/** How much one source may ask within a minute. Bounded: when too many sources are about, the oldest are forgotten. */

const MINUTE_MS = 60_000;
const SOURCES = 10_000;

export interface Limiter {
  /** Counts one more, and says whether it is still within the limit. */
  take(source: string): boolean;
  /** Whether the limit is used up, without counting. */
  full(source: string): boolean;
}

export function makeLimiter(perMinute: number, now: () => number): Limiter {
  const windows = new Map<string, { readonly ends: number; count: number }>();
  const current = (source: string) => {
    const known = windows.get(source);
    return known && known.ends > now() ? known : null;
  };
  return {
    take(source) {
      let window = current(source);
      if (!window) {
        windows.delete(source);
        const oldest = windows.size >= SOURCES ? windows.keys().next() : null;
        if (oldest && !oldest.done) windows.delete(oldest.value);
        window = { ends: now() + MINUTE_MS, count: 0 };
        windows.set(source, window);
      }
      window.count += 1;
      return window.count <= perMinute;
    },
    full: (source) => (current(source)?.count ?? 0) >= perMinute,
  };
}
