/** Electron's `app`: start, quit, folders and the one-instance lock; it owns Chromium's life. */
import { EventEmitter } from 'node:events';
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { AppApi } from '../../electron/platform-api.ts';
import { Chromium } from './chromium.ts';
import { host } from './host.ts';
import { takeLock } from './lock.ts';
import { PreventableEvent } from './preventable.ts';
import { serve } from './protocol.ts';
import { BrowserWindow, contentsOf, onAllClosed, windowOf } from './window.ts';

class StandInApp extends EventEmitter implements AppApi {
  readonly #ready = Promise.withResolvers<void>();
  #quitting = false;
  #userData: string | null = null;
  #name = 'app';
  #chromium: Promise<Chromium> | null = null;

  /** The name of its default folder. */
  describe(name: string): void {
    this.#name = name;
  }

  /** Called once the main bundle has run, as Electron is ready no earlier. */
  start(): void {
    const forwarded = process.argv.slice(2).filter((argument) => argument.startsWith('--') && !/^--(inspect|app)=/.test(argument));
    this.#chromium = Chromium.start(forwarded);
    this.#chromium.then(
      (chromium) => this.#begin(chromium),
      (error: unknown) => {
        process.stderr.write(`${String(error)}\n`);
        process.exit(1);
      },
    );
    onAllClosed(() => this.#allClosed());
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => this.quit());
  }

  whenReady(): Promise<void> {
    return this.#ready.promise;
  }

  quit(): void {
    if (this.#quitting) return;
    const event = new PreventableEvent();
    this.emit('before-quit', event);
    if (event.defaultPrevented) return;
    this.#quitting = true;
    for (const window of BrowserWindow.getAllWindows()) window.close();
    if (BrowserWindow.getAllWindows().length > 0) {
      this.#quitting = false;
      return;
    }
    const last = new PreventableEvent();
    this.emit('will-quit', last);
    if (last.defaultPrevented) this.#quitting = false;
    else this.exit(0);
  }

  /** Ends at once, without asking windows; Chromium ends with the pipe at the latest. */
  exit(code = 0): void {
    this.#quitting = true;
    const chromium = host.running();
    if (!chromium) process.exit(code);
    chromium.onGone(() => process.exit(code));
    chromium.close();
    setTimeout(() => process.exit(code), 3000);
  }

  getPath(name: 'userData' | 'downloads'): string {
    if (name === 'downloads') return process.env['XDG_DOWNLOAD_DIR'] || join(homedir(), 'Downloads');
    return this.#userData ?? join(process.env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), this.#name);
  }

  setPath(_name: 'userData', path: string): void {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    this.#userData = path;
  }

  requestSingleInstanceLock(): boolean {
    return takeLock(this.getPath('userData'), (argv) => this.emit('second-instance', new PreventableEvent(), argv));
  }

  #begin(chromium: Chromium): void {
    host.started(chromium);
    chromium.onGone(() => this.#chromiumGone());
    serve(chromium, (frameId, url) => contentsOf(frameId)?.mayNavigate(url) ?? true);
    chromium.onOrphan((target) => {
      contentsOf(target.openerId ?? '')?.askWindowOpen(target.url);
      // It shares its opener's thread, so while it waits its opener can't go on either.
      chromium.cdp.tell('Runtime.runIfWaitingForDebugger', {}, target.sessionId);
      chromium.cdp.tell('Target.closeTarget', { targetId: target.targetId });
    });
    chromium.cdp.onEvent(({ method, params }) => {
      if (method === 'Target.detachedFromTarget') windowOf(String(params['targetId']))?.gone(true);
    });
    this.#ready.resolve();
  }

  /** As Electron: without a listener the last window ends the program; while quitting nobody is asked. */
  #allClosed(): void {
    if (this.#quitting) return;
    if (!this.emit('window-all-closed')) this.quit();
  }

  #chromiumGone(): void {
    for (const window of BrowserWindow.getAllWindows()) window.gone(true);
    if (!this.#quitting) this.quit();
  }
}

export const app = new StandInApp();
