/** How much a question may touch, and how long, before its answer is `too_broad`: never a partial answer that looks whole. */
import { AppFailure } from '../../errors.ts';
import { LIMITS } from '../../limits.ts';
import { lineOf } from '../plan/operator.ts';
import type { Operator } from '../plan/operator.ts';

/** Edges, or elements of lists, that may be looked at for one row that may be touched. */
const LOOKS = 100;
/** Of those, or of steps of an evaluation, how many between two looks at the clock. */
const BETWEEN = 10_000;
/** Milliseconds after which a question lets others come first, where it has to. */
const GO_MS = 20;
const MB = 1024 * 1024;
/** Thrown and caught here: one go was not enough for a value. */
const TIRED = new Error('one go was not enough');

export interface Patience {
  /** Milliseconds. */
  readonly ms: number;
  /** The clock, in milliseconds. */
  readonly now: () => number;
}
export const PATIENCE: Patience = Object.freeze({ ms: LIMITS.queryMs, now: () => performance.now() });

const figure = (value: number): string => value.toLocaleString('en-US');

/** All methods throw AppFailure `too_broad`, which names the operator at work. */
export class Work {
  /** What is done at the moment. */
  at: Operator | null = null;
  /** A rest is due: others wait. Always false where nobody does. */
  tired = false;
  readonly #patience: Patience;
  readonly #end: number;
  #rows: number = LIMITS.queryWork;
  #looks: number = LIMITS.queryWork * LOOKS;
  #bytes: number = LIMITS.queryBytes;
  #unseen = 0;
  readonly #letOthers: (() => Promise<void>) | null;
  #until: number;
  #trying = false;

  /** `letOthers` resolves when others had their turn; null where the question has a thread of its own. */
  constructor(patience: Patience = PATIENCE, letOthers: (() => Promise<void>) | null = null) {
    this.#patience = patience;
    this.#letOthers = letOthers;
    const now = patience.now();
    this.#end = now + patience.ms;
    this.#until = now + GO_MS;
  }

  /** Rows that a step of the plan hands on. */
  spend(rows: number): void {
    if ((this.#rows -= rows) < 0) throw this.tooManyRows();
    this.look(rows);
  }

  /** Edges that were looked at, whether or not they fit. */
  look(edges: number): void {
    if ((this.#looks -= edges) < 0) throw this.#refusal(`more than ${figure(LIMITS.queryWork * LOOKS)} edges or elements in all`);
    if ((this.#unseen += edges) < BETWEEN) return;
    this.tick();
  }

  /** Bytes, roughly, that are in memory until the question is answered, or fewer where they are not any more. */
  hold(bytes: number): void {
    if ((this.#bytes -= bytes) < 0) throw this.#refusal(`more than ${figure(LIMITS.queryBytes / MB)} MB of memory`);
  }

  /** A part of an expression that was evaluated. */
  step(): void {
    if (++this.#unseen >= BETWEEN) this.tick();
  }

  /** Looks at the clock. */
  tick(): void {
    this.#unseen = 0;
    const now = this.#patience.now();
    if (now > this.#end) throw this.late();
    if (this.#letOthers === null || now <= this.#until) return;
    this.tired = true;
    if (this.#trying) throw TIRED;
  }

  /** Lets others come first. To be awaited as soon as may be once it is `tired`. */
  async rest(): Promise<void> {
    await this.#letOthers?.();
    this.tired = false;
    this.#until = this.#patience.now() + GO_MS;
    this.tick();
  }

  /** What `run` gives, or undefined where it was not ready in this go: then it counts for nothing. */
  attempt<T>(run: () => T): T | undefined {
    const looks = this.#looks;
    this.#trying = true;
    try {
      return run();
    } catch (error) {
      if (error !== TIRED) throw error;
      this.#looks = looks;
      return undefined;
    } finally {
      this.#trying = false;
    }
  }

  /** Milliseconds that are left, at least one. */
  get left(): number {
    this.tick();
    return Math.max(1, Math.ceil(this.#end - this.#patience.now()));
  }

  tooManyRows(): AppFailure {
    return this.#refusal(`more than ${figure(LIMITS.queryWork)} rows in all`);
  }

  /** A value that is too large, as the step at work made it. */
  tooMuch(what: string): AppFailure {
    return this.#refusal(what);
  }

  late(): AppFailure {
    return this.#refusal(`longer than ${figure(this.#patience.ms / 1_000)} s`);
  }

  /** One more than the rows that are left: a statement that gives as many is too broad. */
  get enough(): number {
    return this.#rows + 1;
  }

  /** The same for rows of so many bytes each, which are then held. */
  enoughOf(bytes: number): number {
    return Math.min(this.enough, Math.floor(this.#bytes / bytes) + 1);
  }

  #refusal(what: string): AppFailure {
    const { at } = this;
    const where = at ? `: ${lineOf(at)}` : '';
    const place = at && 'place' in at && at.place.length > 0 ? { place: at.place } : {};
    return new AppFailure('too_broad', {
      text: `Too broad: the question takes ${what}${where}.`,
      next: 'Narrow that step by kind, time or value, start at fewer nodes, or take fewer hops.',
      ...place,
    });
  }
}
