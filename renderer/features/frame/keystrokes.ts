/** Keystrokes meant for the customer before: dropped until the window has painted who it belongs to now. */
import { useLayoutEffect } from 'react';

let painted = false;

interface Shown {
  readonly epoch: number;
  readonly screen: string;
  /** A customer is open. */
  readonly customer: boolean;
  /** The slice can be worked with. */
  readonly ready: boolean;
}

function drop(event: KeyboardEvent): void {
  if (painted) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

/** The page says it too: `data-painted` on its root, for whoever drives the window and must not type too early. */
function setPainted(value: boolean): void {
  painted = value;
  document.documentElement.toggleAttribute('data-painted', value);
}

export function holdKeystrokes(): void {
  window.addEventListener('keydown', drop, true);
}

/** Drops keystrokes from now on until what is being drawn is on the screen. Returns the way to give up waiting. */
export function untilPainted(): () => void {
  setPainted(false);
  // The first frame paints; the second begins when it has been.
  let frame = requestAnimationFrame(() => {
    frame = requestAnimationFrame(() => setPainted(true));
  });
  return () => cancelAnimationFrame(frame);
}

/**
 * A customer's epoch holds keystrokes until its band is painted; without a customer there is no band to wait for. Then,
 * and when the screen changes, what asks for focus gets it.
 */
export function usePainted({ epoch, screen, customer, ready }: Shown): void {
  useLayoutEffect(() => (customer ? untilPainted() : setPainted(true)), [epoch, customer]);
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
