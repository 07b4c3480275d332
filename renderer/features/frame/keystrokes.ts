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
    const frame = requestAnimationFrame(() => {
      const { activeElement } = document;
      if (activeElement === null || activeElement === document.body) document.querySelector<HTMLElement>('[data-autofocus]')?.focus();
    });
    return () => cancelAnimationFrame(frame);
  }, [epoch, screen, ready]);
}
