/**
 * Electron's `BrowserWindow`. A window with `show: false` is minimised before its first document: its renderer is live
 * and warm, `show` only restores it. What the user does with a window's own close button can't be prevented.
 */
import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ContentsApi, WindowApi, WindowOptions } from '../../electron/platform-api.ts';
import { BLANK } from './address.ts';
import type { Target } from './chromium.ts';
import { Contents } from './contents.ts';
import { host } from './host.ts';
import { PreventableEvent } from './preventable.ts';

const windows = new Set<BrowserWindow>();
let nextId = 1;
/** Windows open one at a time: two starts at once would share Chromium's hand-over. */
let queue: Promise<unknown> = Promise.resolve();
let allClosed: () => void = () => undefined;

export function onAllClosed(listener: () => void): void {
  allClosed = listener;
}

export function contentsOf(targetId: string): Contents | null {
  return [...windows].find((window) => window.webContents.targetId === targetId)?.webContents ?? null;
}

export function windowOf(targetId: string): BrowserWindow | null {
  return [...windows].find((window) => window.webContents.targetId === targetId) ?? null;
}

export class BrowserWindow extends EventEmitter implements WindowApi {
  readonly id = nextId++;
  readonly webContents: Contents;
  readonly #options: WindowOptions;
  readonly #target: Promise<Target>;
  #windowId: number | null = null;
  #bounds: { x: number; y: number; width: number; height: number };
  #visible: boolean;
  #focused = false;
  #destroyed = false;
  #title: string;

  static getAllWindows(): BrowserWindow[] {
    return [...windows];
  }

  static fromWebContents(contents: ContentsApi): BrowserWindow | null {
    return [...windows].find((window) => window.webContents === contents) ?? null;
  }

  constructor(options: WindowOptions = {}) {
    super();
    this.#options = options;
    this.#visible = options.show ?? true;
    this.#title = options.title ?? '';
    this.#bounds = { x: options.x ?? 40, y: options.y ?? 40, width: options.width ?? 800, height: options.height ?? 600 };
    const opened = queue.then(() => this.#open());
    queue = opened.catch(() => undefined);
    this.#target = opened;
    this.webContents = new Contents(opened, options.webPreferences?.preload, () => this.#visible);
    this.webContents.on('page-focus', (focused: boolean) => this.#setFocused(focused));
    this.webContents.once('did-finish-load', () => this.emit('ready-to-show'));
    windows.add(this);
  }

  async loadURL(url: string): Promise<void> {
    await this.webContents.load(url);
    if (this.#title) this.setTitle(this.#title);
  }

  show(): void {
    this.showInactive();
    this.focus();
  }

  showInactive(): void {
    if (this.#visible) return;
    this.#visible = true;
    this.#setState({ windowState: 'normal' });
    this.#place();
    void this.#placeRestored().catch(() => undefined);
  }

  /** Chromium takes no bounds for a minimised window, nor until the window manager has restored it: then once more. */
  async #placeRestored(): Promise<void> {
    const { targetId } = await this.#target;
    const { cdp, headless } = await host.chromium;
    for (let tries = 0; tries < 20 && !headless && this.isVisible(); tries++) {
      await sleep(50);
      const { bounds } = await cdp.send<{ bounds: { width: number; height: number } }>('Browser.getWindowForTarget', { targetId });
      if (bounds.width === this.#bounds.width && bounds.height === this.#bounds.height) return;
      this.#place();
    }
  }

  hide(): void {
    if (!this.#visible) return;
    this.#visible = false;
    this.#setFocused(false);
    this.#setState({ windowState: 'minimized' });
  }

  focus(): void {
    void this.#target.then(
      async ({ sessionId }) => {
        const { cdp, headless } = await host.chromium;
        cdp.tell('Page.bringToFront', {}, sessionId);
        if (headless) this.#setFocused(true);
      },
      () => undefined,
    );
  }

  close(): void {
    const event = new PreventableEvent();
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
  }

  destroy(): void {
    void this.#target.then(
      async ({ targetId }) => (await host.chromium).cdp.tell('Target.closeTarget', { targetId }),
      () => undefined,
    );
    this.gone();
  }

  /** The target has ended: by `destroy`, by the user's close button (then `close` is told first), or with Chromium. */
  gone(byUser = false): void {
    if (this.#destroyed) return;
    if (byUser) this.emit('close', new PreventableEvent());
    this.#destroyed = true;
    windows.delete(this);
    this.webContents.destroy();
    this.emit('closed');
    if (windows.size === 0) allClosed();
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  isVisible(): boolean {
    return this.#visible && !this.#destroyed;
  }

  isFocused(): boolean {
    return this.#focused && !this.#destroyed;
  }

  /** What was last asked for: where the user has moved the window to is not followed. */
  getBounds(): { x: number; y: number; width: number; height: number } {
    return { ...this.#bounds };
  }

  setBounds(bounds: Partial<{ x: number; y: number; width: number; height: number }>): void {
    this.#bounds = { ...this.#bounds, ...bounds };
    if (this.#visible) this.#place();
  }

  getTitle(): string {
    return this.#title;
  }

  /** The title bar shows the document's title, so that is what is set. */
  setTitle(title: string): void {
    this.#title = title;
    this.webContents.executeJavaScript(`document.title = ${JSON.stringify(title)}`).catch(() => undefined);
  }

  /** Not possible here: the screen can be captured. Electron does it on Windows and macOS. */
  setContentProtection(): void {
    return undefined;
  }

  /** There is no menu bar here. */
  setMenuBarVisibility(): void {
    return undefined;
  }

  async #open(): Promise<Target> {
    const chromium = await host.chromium;
    if (this.#destroyed) throw new Error('The window was closed before it opened.');
    const { x, y, width, height } = this.#bounds;
    const target = await chromium.open({ url: `${BLANK}${randomUUID()}`, width, height, x, y });
    const { cdp } = chromium;
    if (chromium.headless) {
      cdp.tell('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false }, target.sessionId);
    } else {
      this.#windowId = (await cdp.send<{ windowId: number }>('Browser.getWindowForTarget', { targetId: target.targetId })).windowId;
      this.#place();
      if (!this.#visible) this.#setState({ windowState: 'minimized' });
    }
    const color = rgba(this.#options.backgroundColor);
    if (color) cdp.tell('Emulation.setDefaultBackgroundColorOverride', { color }, target.sessionId);
    await cdp.send('Runtime.runIfWaitingForDebugger', {}, target.sessionId);
    return target;
  }

  #place(): void {
    const { x, y, width, height } = this.#bounds;
    this.#setState({ left: x, top: y, width, height });
  }

  #setState(bounds: object): void {
    const send = (): void => {
      if (this.#windowId !== null) host.running()?.cdp.tell('Browser.setWindowBounds', { windowId: this.#windowId, bounds });
    };
    if (this.#windowId === null) void this.#target.then(send, () => undefined);
    else send();
  }

  #setFocused(focused: boolean): void {
    if (this.#focused === focused || this.#destroyed) return;
    this.#focused = focused;
    this.emit(focused ? 'focus' : 'blur');
  }
}

function rgba(color: string | undefined): { r: number; g: number; b: number; a: number } | null {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color ?? '');
  if (!match) return null;
  const [r, g, b] = match.slice(1).map((hex) => Number.parseInt(hex, 16));
  return { r: r ?? 0, g: g ?? 0, b: b ?? 0, a: 1 };
}
