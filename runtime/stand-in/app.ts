/** Electron's `app`: start, quit, folders and the one-instance lock; it owns Chromium's life. */
import { EventEmitter } from 'node:events';
import { mkdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppApi } from '../../electron/platform-api.ts';
import { Chromium } from './chromium.ts';
import { host } from './host.ts';
import { takeLock } from './lock.ts';
import { PreventableEvent } from './preventable.ts';
import { serve } from './protocol.ts';
import { BrowserWindow, contentsOf, onAllClosed, windowOf } from './window.ts';

class StandInApp extends EventEmitter implements AppApi {
  readonly isPackaged = false;
  readonly #ready = Promise.withResolvers<void>();
  readonly #paths = new Map<string, string>();
  #isReady = false;
  #quitting = false;
  #name = 'app';
  #version = '0';
  #chromium: Promise<Chromium> | null = null;

  describe({ name, version }: { name: string; version: string }): void {
    this.#name = name;
    this.#version = version;
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

  isReady(): boolean {
    return this.#isReady;
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

  getName(): string {
    return this.#name;
  }

  setName(name: string): void {
    this.#name = name;
  }

  getVersion(): string {
    return this.#version;
  }

  setAppUserModelId(): void {
    return undefined;
  }

  getPath(name: 'userData' | 'temp' | 'logs'): string {
    const set = this.#paths.get(name);
    if (set) return set;
    if (name === 'temp') return tmpdir();
    if (name === 'logs') return join(this.getPath('userData'), 'logs');
    return join(process.env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), this.#name);
  }

  setPath(name: 'userData' | 'temp' | 'logs', path: string): void {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    this.#paths.set(name, path);
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
    this.#isReady = true;
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
