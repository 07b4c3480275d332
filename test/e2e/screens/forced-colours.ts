/** The system's forced colours (high contrast), put on a page and taken off again. */
import type { Page } from '../../../runtime/tour/workstation.ts';

/** Does it while the page wears them. */
export async function inForcedColours(page: Page, does: () => Promise<void>): Promise<void> {
  await emulate(page, [{ name: 'forced-colors', value: 'active' }]);
  try {
    await does();
  } finally {
    await emulate(page, []);
  }
}

/** Resolves when the canvas, too, has been drawn so. */
async function emulate(page: Page, features: readonly { readonly name: string; readonly value: string }[]): Promise<void> {
  await page.sendCommand('Emulation.setEmulatedMedia', { features });
  await page.execute(
    () => new Promise<void>((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => drawn(), 50)))),
  );
}
