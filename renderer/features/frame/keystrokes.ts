/** Keystrokes meant for the customer before: dropped until the window has painted who it belongs to now. */
import { useLayoutEffect } from 'react';

let painted = false;

function drop(event: KeyboardEvent): void {
  if (painted) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

export function holdKeystrokes(): void {
  window.addEventListener('keydown', drop, true);
}

/** Drops keystrokes from now on until what is being drawn is on the screen. Returns the way to give up waiting. */
export function untilPainted(): () => void {
  painted = false;
  // The first frame paints; the second begins when it has been.
  let frame = requestAnimationFrame(() => {
    frame = requestAnimationFrame(() => {
      painted = true;
    });
  });
  return () => cancelAnimationFrame(frame);
}

/** Each epoch holds keystrokes until it is painted; then, and when the screen changes, what asks for focus gets it. */
export function usePainted(epoch: number, screen: string, ready: boolean): void {
  useLayoutEffect(untilPainted, [epoch]);
  useLayoutEffect(() => {
    if (focusWanted()) return;
    const appearing = new MutationObserver(() => focusWanted() && appearing.disconnect());
    appearing.observe(document.body, { childList: true, subtree: true });
    return () => appearing.disconnect();
  }, [epoch, screen, ready]);
}

/** Focuses what carries `data-autofocus`, unless somebody has gone elsewhere already. False while there is no such thing. */
function focusWanted(): boolean {
  const wanted = document.querySelector<HTMLElement>('[data-autofocus]');
  if (wanted && (document.activeElement === null || document.activeElement === document.body)) wanted.focus();
  return wanted !== null;
}
