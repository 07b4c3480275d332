/** Who may ask: the top frame of a window that this program made, showing this program's own page. */
import type { InvokeEvent } from '../platform-api.ts';

/** The asking window, or null. `find` knows the windows by the id of their contents. */
export function trustedWindow<Window>(event: InvokeEvent, origin: string, find: (contents: number) => Window | null): Window | null {
  const frame = event.senderFrame;
  if (frame === null || frame.parent !== null) return null;
  if (!URL.canParse(frame.url) || !frame.url.startsWith(`${origin}/`) || frame.origin !== origin) return null;
  if (event.sender.isDestroyed()) return null;
  return find(event.sender.id);
}
