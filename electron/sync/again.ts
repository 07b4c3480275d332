/**
 * When a request is asked again by itself. A hub that gives its place to another says 503, or its connection breaks: whoever asks
 * again in a moment is served, and nobody at the desk needs to know.
 */

/** What became of one try: `busy`: a 503, the hub or its database gives way, nothing was run or nothing harmful is run again. `unsent`: nobody took the connection. `lost`: it broke, who knows when. */
export type Trouble = 'busy' | 'unsent' | 'lost';

/** Pauses in ms. A hub takes its place within seconds; one that nobody listens for is away. */
const BUSY_MS = [100, 200, 400, 800, 1_500, 2_000, 2_000] as const;
const LOST_MS = [100, 400] as const;

/** How long to wait before the next try, or null: there is none. `once`: must not be run twice. */
export function pauseBefore(tries: number, trouble: Trouble, once: boolean): number | null {
  if (trouble === 'lost' && once) return null;
  return (trouble === 'busy' ? BUSY_MS : LOST_MS)[tries - 1] ?? null;
}

const UNSENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);

/** Of what `fetch` threw; null where another try would only wait as long again. */
export function troubleOf(error: unknown): Trouble | null {
  const { name, cause } = error as { name?: string; cause?: { code?: string } };
  if (name === 'TimeoutError' || name === 'AbortError') return null;
  return UNSENT.has(cause?.code ?? '') ? 'unsent' : 'lost';
}
