/** The scripts that carry a preload into a page, and the pieces in which a message goes there. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cdp } from './cdp.ts';
import { host } from './host.ts';

const WORLD = 'Electron Isolated Context';
/** One large evaluation costs four times as much as the same text in pieces of this many characters. */
const PIECE = 64 * 1024;

const pageScript = (name: string): string =>
  readFileSync(join(import.meta.dirname, 'page', name), 'utf8')
    .trim()
    .replace(/;$/, '');

/** From the next document on, the preload runs in every page of this target. */
export async function installPreload(cdp: Cdp, sessionId: string, preload: string | undefined): Promise<void> {
  const code = preload === undefined ? '' : readFileSync(preload, 'utf8');
  const carried = `function (require) { const module = { exports: {} }; const exports = module.exports;\n${code}\n}`;
  const isolated = `(${pageScript('isolated.js')})(${JSON.stringify(host.nonce)}, ${JSON.stringify(host.binding)}, ${carried})`;
  const main = `(${pageScript('main.js')})(${JSON.stringify(host.nonce)})`;
  await Promise.all([
    cdp.send('Page.enable', {}, sessionId),
    cdp.send('Runtime.enable', {}, sessionId),
    cdp.send('Runtime.addBinding', { name: host.binding, executionContextName: WORLD }, sessionId),
    cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: isolated, worldName: WORLD }, sessionId),
    cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: main }, sessionId),
  ]);
}

export function deliverToPage(cdp: Cdp, sessionId: string, contextId: number, text: string): void {
  for (let from = 0; from < text.length; from += PIECE) {
    const piece = JSON.stringify(text.slice(from, from + PIECE));
    const last = from + PIECE >= text.length;
    cdp.tell('Runtime.evaluate', { expression: `globalThis[${JSON.stringify(host.nonce)}](${piece}, ${last})`, contextId }, sessionId);
  }
}
