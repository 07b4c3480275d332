/** What all parts of the stand-in share: the one Chromium, once it runs, and the secrets of this run's bridge. */
import { randomBytes } from 'node:crypto';
import type { Chromium } from './chromium.ts';

const started = Promise.withResolvers<Chromium>();
let running: Chromium | null = null;

export const host = {
  /** Names that no page can guess: the bridge's meeting event, and the binding that carries its messages. */
  nonce: `n${randomBytes(16).toString('hex')}`,
  binding: `b${randomBytes(16).toString('hex')}`,
  chromium: started.promise,
  running: (): Chromium | null => running,
  started(chromium: Chromium): void {
    running = chromium;
    started.resolve(chromium);
  },
};
