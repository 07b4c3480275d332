/**
 * The windows of this desk, whatever draws them. A window that changes customer gets another renderer; blank ones are
 * kept warm for that.
 */
import type { Screen, WindowState } from '../../shared/contract/state.ts';
import { fail, ok } from '../../shared/errors.ts';
import type { AppError, Result } from '../../shared/errors.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { Context } from '../context/context.ts';
import { DeskWindow } from './desk-window.ts';
import type { Bounds, Group, Shell, ShellWindow } from './desk-window.ts';
import { WarmPages } from './warm-pages.ts';

export interface DeskWindowsOptions {
  readonly shell: Shell;
  readonly stateOf: (window: DeskWindow) => WindowState;
  /** The person closed it. */
  readonly onClosed: (window: DeskWindow) => void;
  readonly onLast: () => void;
  /** Its page fails again and again with this customer: it must be left. */
  readonly onBroken: (window: DeskWindow) => void;
  /** Unix ms. */
  readonly now: () => number;
}

/** A switcher is small, over the window that it belongs to. */
const SWITCHER = { width: 640, height: 520 } as const;
/** Pages that wait: for a switcher, and for what is chosen in it. */
const WARM = 2;
/** A page that failed is started anew, but no more often than this within this time. */
const FAILURES = 3;
const FAILURES_MS = 60_000;
/** How long a page has to keep what is written, when its window is closed. */
const CLOSE_MS = 5_000;

export class DeskWindows {
  readonly #options: DeskWindowsOptions;
  readonly #windows = new Set<DeskWindow>();
  readonly #warm: WarmPages;
  #epoch = 0;

  constructor(options: DeskWindowsOptions) {
    this.#options = options;
    const hasSwitcher = (): boolean => this.all.some(({ opener }) => opener !== null);
    // While somebody chooses there, no page is made beside them.
    this.#warm = new WarmPages({ shell: options.shell, wanted: () => (hasSwitcher() ? WARM - 1 : WARM) });
  }

  get all(): readonly DeskWindow[] {
    return [...this.#windows];
  }

  of(group: Group): DeskWindow[] {
    return this.all.filter((window) => window.group === group);
  }

  byContents(contents: number): DeskWindow | null {
    return this.all.find((window) => window.shell.contents === contents) ?? null;
  }

  /** `limit` when there are as many windows as there may be. A switcher doesn't count. */
  open(group: Group, screen: Screen, opener: DeskWindow | null = null, context: Context | null = null): Result<DeskWindow> {
    if (opener === null && this.all.filter((window) => window.opener === null).length >= LIMITS.windows) {
      return fail('limit', { text: `No more than ${LIMITS.windows} windows.`, next: 'Close one.' });
    }
    const { shell } = this.#warm.take(opener ? 'newest' : 'oldest');
    const window = new DeskWindow(group, shell, ++this.#epoch, screen, opener);
    window.context = context;
    this.#windows.add(window);
    if (opener) shell.setBounds({ ...centred(opener.shell.bounds()), ...SWITCHER });
    this.#show(window);
    return ok(window);
  }

  /** Throws the window's renderer away; a blank one stands in its place. What the old one still asks is nobody's. */
  renew(window: DeskWindow, screen: Screen, context: Context | null, ended: AppError | null = null): void {
    if (!this.#windows.has(window)) return;
    const old = window.shell;
    const { shell, loaded } = this.#warm.take('oldest');
    shell.setBounds(old.bounds());
    this.change(window, screen, context, ended, false);
    window.shell = shell;
    window.ready = false;
    window.handed.clear();
    if (!loaded) old.destroy();
    this.#show(window);
    if (loaded) old.destroy();
  }

  /** Another person, screen or customer in the same renderer, which must have shown no customer before. */
  change(window: DeskWindow, screen: Screen, context: Context | null, ended: AppError | null = null, tell = true): void {
    window.epoch = ++this.#epoch;
    window.screen = screen;
    window.context = context;
    window.ended = ended;
    window.recovered = false;
    if (tell) this.tell(window);
  }

  /** Another screen for the same person: what is under way stays good. */
  turn(window: DeskWindow, screen: Screen): void {
    window.screen = screen;
    this.tell(window);
  }

  /** Of one that was closed nobody hears any more, and its shell is gone. */
  tell(window: DeskWindow): void {
    if (!window.ready || !this.#windows.has(window)) return;
    window.shell.setTitle(window.title);
    window.shell.protect(window.screen === 'floor' || window.screen === 'switcher');
    window.shell.tell(this.#options.stateOf(window));
  }

  tellAll(): void {
    for (const window of this.all) this.tell(window);
  }

  /** Its page keeps what is written and then closes it; it has some seconds for that. */
  askToClose(window: DeskWindow): void {
    if (window.closing) return;
    window.closing = true;
    if (!window.ready) return this.close(window);
    this.tell(window);
    setTimeout(() => this.close(window), CLOSE_MS).unref();
  }

  close(window: DeskWindow): void {
    window.shell.destroy();
  }

  /** Blank windows for the next changes of customer. */
  warmUp(): void {
    this.#warm.fill();
  }

  destroyAll(): void {
    this.#warm.end();
    for (const window of this.all) window.shell.destroy();
  }

  #show(window: DeskWindow): void {
    const { shell } = window;
    shell.onClosing(() => window.shell === shell && this.askToClose(window));
    shell.onClosed(() => this.#gone(window, shell));
    shell.onFailed(() => this.#failed(window, shell));
    void shell.loaded.then(
      () => {
        if (window.shell !== shell || !this.#windows.has(window)) return;
        window.ready = true;
        this.tell(window);
        shell.show();
      },
      () => undefined,
    );
  }

  /** A fresh page in its place, for the same person, screen and customer. */
  #failed(window: DeskWindow, shell: ShellWindow): void {
    if (window.shell !== shell || !this.#windows.has(window)) return;
    const now = this.#options.now();
    window.failures = [...window.failures.filter((at) => now - at < FAILURES_MS), now];
    if (window.failures.length <= FAILURES) {
      this.renew(window, window.screen, window.context, window.ended);
      window.recovered = true;
    } else if (window.context) this.#options.onBroken(window);
    else window.shell.destroy();
  }

  #gone(window: DeskWindow, shell: ShellWindow): void {
    if (window.shell !== shell || !this.#windows.delete(window)) return;
    for (const switcher of this.all.filter(({ opener }) => opener === window)) switcher.shell.destroy();
    this.#options.onClosed(window);
    if (this.#windows.size === 0) this.#options.onLast();
    else this.#warm.fillLater();
  }
}

function centred({ x, y, width, height }: Bounds): Pick<Bounds, 'x' | 'y'> {
  return { x: Math.round(x + (width - SWITCHER.width) / 2), y: Math.round(y + (height - SWITCHER.height) / 2) };
}
