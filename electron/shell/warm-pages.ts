/**
 * Blank pages that wait, hidden, to become somebody's window. A switcher takes the newest, so that whatever is chosen in it
 * gets one that has waited long enough to have rehearsed.
 */
import type { Shell, ShellWindow } from './desk-window.ts';

interface WarmPage {
  readonly shell: ShellWindow;
  loaded: boolean;
}

export interface WarmPagesOptions {
  readonly shell: Shell;
  /** How many should wait just now. */
  readonly wanted: () => number;
}

/** The next one is made when what was just shown has had time to paint. */
const LATER_MS = 400;

export class WarmPages {
  readonly #options: WarmPagesOptions;
  /** Oldest first. */
  #pages: readonly WarmPage[] = [];
  #ended = false;

  constructor(options: WarmPagesOptions) {
    this.#options = options;
  }

  /** One that is loaded, if there is one; else one that loads. */
  take(which: 'oldest' | 'newest'): WarmPage {
    const loaded = this.#pages.filter((page) => page.loaded);
    const page = loaded.at(which === 'oldest' ? 0 : -1) ?? this.#pages[0] ?? { shell: this.#options.shell.blank(), loaded: false };
    this.#forget(page);
    this.fillLater();
    return page;
  }

  /** Makes what is wanting, one after the other. */
  fill(): void {
    if (this.#ended || this.#pages.length >= this.#options.wanted()) return;
    const page: WarmPage = { shell: this.#options.shell.blank(), loaded: false };
    this.#pages = [...this.#pages, page];
    page.shell.loaded.then(
      () => {
        page.loaded = true;
        // One that was taken meanwhile is about to paint.
        if (this.#pages.includes(page)) this.fill();
      },
      // What listens for its end forgets it.
      () => this.#pages.includes(page) && page.shell.destroy(),
    );
    page.shell.onClosed(() => this.#forget(page));
    page.shell.onFailed(() => this.#pages.includes(page) && page.shell.destroy());
  }

  fillLater(): void {
    setTimeout(() => this.fill(), LATER_MS).unref();
  }

  end(): void {
    this.#ended = true;
    for (const { shell } of this.#pages) shell.destroy();
  }

  #forget(page: WarmPage): void {
    this.#pages = this.#pages.filter((one) => one !== page);
  }
}
