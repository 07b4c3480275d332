/** Whether the hub can be reached: learned from every call, and asked with growing pauses while it can't. */
import type { About } from '../../shared/protocol/about.ts';
import type { Result } from '../../shared/errors.ts';

/** How often to look while all is well, and how long to wait after each failure. */
const LOOK_MS = 10_000;
const RETRY_MS = [1_000, 2_000, 5_000, 10_000, 15_000] as const;

export interface ConnectionState {
  readonly online: boolean;
  readonly name: string;
  readonly demo: boolean;
  /** When the next try is (Unix ms), while the hub is away. */
  readonly retryAt: number | null;
}

export class Connection {
  readonly #about: () => Promise<Result<About>>;
  readonly #now: () => number;
  readonly #onChange: () => void;
  #last: About | null = null;
  #online = false;
  #failures = 0;
  #retryAt: number | null = null;
  #timer: NodeJS.Timeout | null = null;
  #stopped = true;
  #asking: Promise<About | null> | null = null;

  constructor(options: { readonly about: () => Promise<Result<About>>; readonly now: () => number; readonly onChange: () => void }) {
    this.#about = options.about;
    this.#now = options.now;
    this.#onChange = options.onChange;
  }

  get online(): boolean {
    return this.#online;
  }

  get state(): ConnectionState {
    return { online: this.#online, name: this.#last?.hub ?? '', demo: this.#last?.demo ?? false, retryAt: this.#retryAt };
  }

  /** Resolves after the first try. */
  async start(): Promise<void> {
    this.#stopped = false;
    await this.ask();
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
  }

  /** Asks now; null when the hub doesn't answer as a hub. */
  ask(): Promise<About | null> {
    this.#asking ??= this.#ask().finally(() => (this.#asking = null));
    return this.#asking;
  }

  /** What a call to the hub learned on the way. */
  heard(reached: boolean): void {
    if (reached === this.#online || (reached && !this.#last)) return;
    this.#set(reached);
  }

  async #ask(): Promise<About | null> {
    const about = await this.#about();
    if (about.ok) this.#last = about.value;
    this.#set(about.ok);
    return about.ok ? about.value : null;
  }

  #set(online: boolean): void {
    const before = this.#online;
    this.#online = online;
    this.#failures = online ? 0 : this.#failures + 1;
    const pause = online ? LOOK_MS : (RETRY_MS[Math.min(this.#failures, RETRY_MS.length) - 1] ?? LOOK_MS);
    this.#retryAt = online ? null : this.#now() + pause;
    if (this.#timer) clearTimeout(this.#timer);
    if (!this.#stopped) this.#timer = setTimeout(() => void this.ask(), pause).unref();
    if (!online || !before) this.#onChange();
  }
}
