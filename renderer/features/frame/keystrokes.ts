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

/** Lets keystrokes through when what was drawn with this epoch is on the screen, and focuses what asks for it. */
export function usePainted(epoch: number, screen: string, ready: boolean): void {
  useLayoutEffect(() => {
    painted = false;
    // The first frame paints; the second begins when it has been.
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => {
        painted = true;
      });
    });
    return () => cancelAnimationFrame(frame);
  }, [epoch]);
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
