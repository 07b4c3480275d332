/**
 * The part of Electron that the workstation uses, in types: what it may call, and what the stand-in must implement.
 * Methods are picked from Electron's own declarations; events are small maps, since `on` can't be picked.
 */
import type * as E from 'electron';

type UnionToIntersection<Union> = (Union extends unknown ? (value: Union) => void : never) extends (value: infer All) => void ? All : never;

/** `on` and `once` for the events of a map, as overloads. */
type Listen<Events> = UnionToIntersection<
  {
    [Name in keyof Events]: (event: Name, listener: Events[Name] extends (...args: never[]) => void ? Events[Name] : never) => unknown;
  }[keyof Events]
>;

export interface Preventable {
  preventDefault(): void;
}

export interface AppEvents {
  'before-quit': (event: Preventable) => void;
  'will-quit': (event: Preventable) => void;
  'window-all-closed': () => void;
  'second-instance': (event: Preventable, argv: string[]) => void;
}

export interface AppApi extends Pick<E.App, 'whenReady' | 'quit' | 'exit' | 'requestSingleInstanceLock'> {
  /** The folder that the workstation keeps its things in, and the one where a person looks for what they took out. */
  getPath(name: 'userData' | 'downloads'): string;
  setPath(name: 'userData', path: string): void;
  readonly on: Listen<AppEvents>;
  readonly once: Listen<AppEvents>;
}

export interface FrameApi extends Pick<E.WebFrameMain, 'url' | 'origin'> {
  /** Null in a window's top frame, the only one that the gate listens to. */
  readonly parent: unknown;
}

export interface SessionApi {
  setPermissionRequestHandler(handler: (contents: unknown, permission: string, callback: (granted: boolean) => void) => void): void;
  setPermissionCheckHandler(handler: (contents: unknown, permission: string) => boolean): void;
  readonly protocol: ProtocolHandleApi;
}

export interface ProtocolHandleApi {
  handle(scheme: string, handler: (request: Request) => Response | Promise<Response>): void;
}

export interface ProtocolApi extends ProtocolHandleApi {
  /** Before the app is ready, once. */
  registerSchemesAsPrivileged(schemes: E.CustomScheme[]): void;
}

export interface ContentsEvents {
  'will-navigate': (event: Preventable, url: string) => void;
  'did-start-navigation': (event: unknown, url: string) => void;
  'did-finish-load': () => void;
  'render-process-gone': (event: unknown, details: { reason: string }) => void;
  destroyed: () => void;
}

export interface ContentsApi extends Pick<E.WebContents, 'id' | 'send' | 'getURL' | 'isDestroyed' | 'executeJavaScript'> {
  readonly mainFrame: FrameApi;
  readonly session: SessionApi;
  /** Every request for a further window is asked for here, and denied. */
  setWindowOpenHandler(handler: (details: { url: string }) => { action: 'deny' }): void;
  capturePage(): Promise<{ toPNG(): Uint8Array }>;
  readonly on: Listen<ContentsEvents>;
  readonly once: Listen<ContentsEvents>;
}

export interface WindowEvents {
  close: (event: Preventable) => void;
  closed: () => void;
  'ready-to-show': () => void;
  focus: () => void;
  blur: () => void;
}

export interface WindowApi extends Pick<
  E.BrowserWindow,
  | 'id'
  | 'show'
  | 'showInactive'
  | 'hide'
  | 'close'
  | 'destroy'
  | 'isDestroyed'
  | 'isVisible'
  | 'isFocused'
  | 'focus'
  | 'getBounds'
  | 'setTitle'
  | 'getTitle'
  | 'setContentProtection'
  | 'setMenuBarVisibility'
> {
  loadURL(url: string): Promise<void>;
  setBounds(bounds: Partial<E.Rectangle>): void;
  readonly webContents: ContentsApi;
  readonly on: Listen<WindowEvents>;
  readonly once: Listen<WindowEvents>;
}

export interface WindowOptions extends Pick<
  E.BrowserWindowConstructorOptions,
  'width' | 'height' | 'x' | 'y' | 'minWidth' | 'minHeight' | 'show' | 'title' | 'backgroundColor'
> {
  webPreferences?: Pick<
    E.WebPreferences,
    | 'preload'
    | 'sandbox'
    | 'contextIsolation'
    | 'nodeIntegration'
    | 'webviewTag'
    | 'partition'
    | 'spellcheck'
    | 'devTools'
    | 'backgroundThrottling'
  >;
}

export interface WindowClassApi {
  new (options?: WindowOptions): WindowApi;
  getAllWindows(): WindowApi[];
  fromWebContents(contents: ContentsApi): WindowApi | null;
}

export interface InvokeEvent {
  readonly sender: ContentsApi;
  /** Null when the frame has navigated or gone since it called. */
  readonly senderFrame: FrameApi | null;
}

export interface IpcMainApi {
  handle(channel: string, listener: (event: InvokeEvent, ...args: unknown[]) => unknown): void;
  on(channel: string, listener: (event: InvokeEvent, ...args: unknown[]) => void): unknown;
}

export interface PowerEvents {
  suspend: () => void;
  resume: () => void;
  'lock-screen': () => void;
}

export interface PlatformApi {
  readonly app: AppApi;
  readonly BrowserWindow: WindowClassApi;
  readonly ipcMain: IpcMainApi;
  readonly protocol: ProtocolApi;
  readonly session: { readonly defaultSession: SessionApi; fromPartition(partition: string): SessionApi };
  readonly shell: Pick<E.Shell, 'openExternal'>;
  readonly Menu: { setApplicationMenu(menu: E.Menu | null): void; buildFromTemplate(template: E.MenuItemConstructorOptions[]): E.Menu };
  readonly powerMonitor: { readonly on: Listen<PowerEvents>; getSystemIdleTime(): number };
}

/** What preload gets from `electron`. */
export interface PreloadApi {
  readonly contextBridge: Pick<E.ContextBridge, 'exposeInMainWorld'>;
  readonly ipcRenderer: {
    invoke(channel: string, ...args: unknown[]): Promise<unknown>;
    send(channel: string, ...args: unknown[]): void;
    on(channel: string, listener: (event: unknown, ...args: unknown[]) => void): unknown;
  };
}
