/** F6: from region to region, in the order of the page. A region is what carries `data-region`. */
const FOCUSABLE = 'a[href], button:not(:disabled), input:not(:disabled), select, textarea, [contenteditable="true"], [tabindex="0"]';

/** Which of `count` regions comes after (or before) the one at `at`; -1 is none. */
export const nextRegion = (at: number, count: number, back: boolean): number =>
  count === 0 ? -1 : back ? (at <= 0 ? count : at) - 1 : (at + 1) % count;

export function goToRegion(back: boolean): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter((region) => region.checkVisibility());
  const at = regions.findIndex((region) => region.contains(document.activeElement));
  const next = regions[nextRegion(at, regions.length, back)];
  if (!next) return;
  const inside = [next, ...next.querySelectorAll<HTMLElement>(FOCUSABLE)].find((one) => one.matches(FOCUSABLE) && one.checkVisibility());
  if (inside) return inside.focus();
  next.tabIndex = -1;
  next.focus();
}
