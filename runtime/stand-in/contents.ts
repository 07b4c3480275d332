/** Electron's `webContents`: one page target, what it asks of main, and what main tells it. */
import { EventEmitter } from 'node:events';
import type { ContentsApi, FrameApi } from '../../electron/platform-api.ts';
import { fromChromium, originOf, toChromium } from './address.ts';
import { deliverToPage, installPreload } from './bridge.ts';
import type { CdpEvent } from './cdp.ts';
import type { Chromium, Target } from './chromium.ts';
import { host } from './host.ts';
import { deliver, invoke } from './ipc.ts';
import { PreventableEvent } from './preventable.ts';
import { session } from './session.ts';
import { decode, encode } from './wire.ts';

type PageMessage =
  | { readonly kind: 'hello'; readonly focused: boolean }
  | { readonly kind: 'focus' }
  | { readonly kind: 'blur' }
  | { readonly kind: 'invoke'; readonly id: number; readonly channel: string; readonly args: unknown[] }
  | { readonly kind: 'send'; readonly channel: string; readonly args: unknown[] };

let nextId = 1;

export class Contents extends EventEmitter implements ContentsApi {
  readonly id = nextId++;
  readonly session = session.defaultSession;
  readonly #ready: Promise<{ chromium: Chromium; target: Target }>;
  #wired: { chromium: Chromium; target: Target } | null = null;
  #url = '';
  /** The address that main itself loads: the one navigation that nobody is asked about. */
  #loading: string | null = null;
  /** The isolated world of the document that is there now. */
  #context: number | null = null;
  #destroyed = false;
  #openHandler: (details: { url: string }) => { action: 'deny' } = () => ({ action: 'deny' });

  readonly #isShown: () => boolean;

  constructor(target: Promise<Target>, preload: string | undefined, isShown: () => boolean) {
    super();
    this.#isShown = isShown;
    this.#ready = this.#wire(target, preload);
    this.#ready.catch(() => undefined);
  }

  get targetId(): string | null {
    return this.#wired?.target.targetId ?? null;
  }

  get mainFrame(): FrameApi {
    const url = this.#url;
    return { url, origin: originOf(url), parent: null };
  }

  getURL(): string {
    return this.#url;
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  setWindowOpenHandler(handler: (details: { url: string }) => { action: 'deny' }): void {
    this.#openHandler = handler;
  }

  /** Asked when the page wanted a further window: the answer can only be no. */
  askWindowOpen(url: string): void {
    this.#openHandler({ url });
  }

  send(channel: string, ...args: unknown[]): void {
    this.#tell({ kind: 'message', channel, args });
  }

  async executeJavaScript(code: string): Promise<unknown> {
    const { chromium, target } = await this.#ready;
    const { result, exceptionDetails } = await chromium.cdp.send<{
      result: { value?: unknown };
      exceptionDetails?: { text: string; exception?: { description?: string } };
    }>('Runtime.evaluate', { expression: code, awaitPromise: true, returnByValue: true }, target.sessionId);
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** Rejects for a hidden window: minimised, it draws no frame, and Chromium would wait for one. */
  async capturePage(): Promise<{ toPNG(): Uint8Array }> {
    const { chromium, target } = await this.#ready;
    if (!this.#isShown()) throw new Error('A hidden window has no picture on the stand-in.');
    const { data } = await chromium.cdp.send<{ data: string }>('Page.captureScreenshot', { format: 'png' }, target.sessionId);
    return { toPNG: () => Buffer.from(data, 'base64') };
  }

  /** Resolves when the document and what it needs have loaded. */
  async load(url: string): Promise<void> {
    const { chromium, target } = await this.#ready;
    this.#loading = url;
    const finished = new Promise<void>((resolve, reject) => {
      this.once('did-finish-load', resolve);
      this.once('destroyed', () => reject(new Error(`ERR_ABORTED (-3) loading '${url}'`)));
    });
    finished.catch(() => undefined);
    const { errorText } = await chromium.cdp.send<{ errorText?: string }>('Page.navigate', { url: toChromium(url) }, target.sessionId);
    if (errorText) throw new Error(`${errorText} loading '${url}'`);
    await finished;
  }

  /** Whether a document may load in this page's frame; `frameId` of the top frame is the target's own id. */
  mayNavigate(url: string): boolean {
    if (this.#loading === url) {
      this.#loading = null;
      this.emit('did-start-navigation', {}, url);
      return true;
    }
    const event = new PreventableEvent();
    this.emit('will-navigate', event, url);
    if (!event.defaultPrevented) this.emit('did-start-navigation', {}, url);
    return !event.defaultPrevented;
  }

  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.#context = null;
    this.emit('destroyed');
  }

  async #wire(pending: Promise<Target>, preload: string | undefined): Promise<{ chromium: Chromium; target: Target }> {
    const [chromium, target] = await Promise.all([host.chromium, pending]);
    this.#wired = { chromium, target };
    const stop = chromium.cdp.onEvent((event) => {
      if (event.sessionId === target.sessionId) this.#heard(event);
    });
    this.once('destroyed', stop);
    await installPreload(chromium.cdp, target.sessionId, preload);
    return this.#wired;
  }

  #heard({ method, params }: CdpEvent): void {
    if (method === 'Runtime.bindingCalled' && params['name'] === host.binding) {
      this.#message(Number(params['executionContextId']), decode(String(params['payload'])) as PageMessage);
    } else if (method === 'Page.frameNavigated') {
      const frame = params['frame'] as { parentId?: string; url: string };
      if (frame.parentId === undefined) this.#url = fromChromium(frame.url);
    } else if (method === 'Page.loadEventFired') {
      if (this.#context !== null) this.emit('did-finish-load');
    } else if (method === 'Inspector.targetCrashed') {
      this.#context = null;
      this.emit('render-process-gone', {}, { reason: 'crashed' });
    }
  }

  #message(context: number, message: PageMessage): void {
    if (message.kind === 'hello') this.#context = context;
    if (context !== this.#context || this.#destroyed) return;
    const event = { sender: this, senderFrame: this.mainFrame };
    switch (message.kind) {
      case 'hello':
        if (message.focused) this.emit('page-focus', true);
        break;
      case 'focus':
      case 'blur':
        this.emit('page-focus', message.kind === 'focus');
        break;
      case 'send':
        deliver(event, message.channel, message.args);
        break;
      case 'invoke':
        void invoke(event, message.channel, message.args).then((outcome) => {
          if (context === this.#context) this.#tell({ kind: 'reply', id: message.id, ...outcome });
        });
    }
  }

  #tell(message: object): void {
    if (!this.#wired || this.#context === null) return;
    const { chromium, target } = this.#wired;
    deliverToPage(chromium.cdp, target.sessionId, this.#context, encode(message));
  }
}
