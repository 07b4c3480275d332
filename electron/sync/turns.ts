/**
 * Who may ask the hub now, when several customers are synced at once: a few at a time, each for one reply. The customer in whose
 * window somebody worked last comes first, but of three turns one goes to who has waited longest, so that nobody starves.
 */
export interface Turns {
  /** Somebody works in this customer's window. */
  front(): void;
  /** Resolves with what gives the turn back, to be called once; at once when `signal` is aborted. */
  take(signal: AbortSignal): Promise<() => void>;
}

/** Replies under way at once: enough that one customer's store works while another's reply comes. */
const AT_ONCE = 2;
/** Of so many turns one is for who has waited longest. */
const FAIR = 3;

interface Waiting {
  readonly whose: Turns;
  readonly go: () => void;
}

export class SyncQueue {
  #free = AT_ONCE;
  #given = 0;
  #front: Turns | null = null;
  readonly #waiting: Waiting[] = [];

  /** For one customer's runs. */
  turns(): Turns {
    const turns: Turns = {
      front: () => void (this.#front = turns),
      take: async (signal) => {
        if (signal.aborted) return () => undefined;
        if (this.#free > 0) this.#free--;
        else if (!(await this.#wait(turns, signal))) return () => undefined;
        return () => this.#give();
      },
    };
    return turns;
  }

  #wait(whose: Turns, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const one: Waiting = {
        whose,
        go: () => {
          signal.removeEventListener('abort', gone);
          resolve(true);
        },
      };
      const gone = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(one), 1);
        resolve(false);
      };
      signal.addEventListener('abort', gone, { once: true });
      this.#waiting.push(one);
    });
  }

  #give(): void {
    const fair = ++this.#given % FAIR === 0;
    const front = fair ? -1 : this.#waiting.findIndex(({ whose }) => whose === this.#front);
    const [next] = this.#waiting.splice(Math.max(0, front), 1);
    if (next) next.go();
    else this.#free++;
  }
}
