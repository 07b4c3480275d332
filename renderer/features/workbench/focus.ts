/** Where focus goes between the parts of the workbench. */

export const focusOn = (selector: string): void => document.querySelector<HTMLElement>(selector)?.focus();

/** To the canvas or the table, whichever is shown. */
export const focusWork = (): void => focusOn('.canvas-stage, [data-table]');
