/** How much a question may touch, and how long, before its answer is `too_broad`: never a partial answer that looks whole. */
import { AppFailure } from '../../errors.ts';
import { LIMITS } from '../../limits.ts';
import { lineOf } from '../plan/operator.ts';
import type { Operator } from '../plan/operator.ts';

/** Edges, or elements of lists, that may be looked at for one row that may be touched. */
const LOOKS = 100;
/** Of those, how many between two looks at the clock. */
const BETWEEN = 10_000;

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
  readonly #patience: Patience;
  readonly #end: number;
  #rows: number = LIMITS.queryWork;
  #looks: number = LIMITS.queryWork * LOOKS;
  #unseen = 0;

  constructor(patience: Patience = PATIENCE) {
    this.#patience = patience;
    this.#end = patience.now() + patience.ms;
  }

  /** Rows that a step of the plan hands on. */
  spend(rows: number): void {
    if ((this.#rows -= rows) < 0) throw this.#refusal(`more than ${figure(LIMITS.queryWork)} rows in all`);
    this.look(rows);
  }

  /** Edges that were looked at, whether or not they fit. */
  look(edges: number): void {
    if ((this.#looks -= edges) < 0) throw this.#refusal(`more than ${figure(LIMITS.queryWork * LOOKS)} edges in all`);
    if ((this.#unseen += edges) < BETWEEN) return;
    this.#unseen = 0;
    this.tick();
  }

  /** Looks at the clock. */
  tick(): void {
    if (this.#patience.now() > this.#end) throw this.late();
  }

  /** Milliseconds that are left, at least one. */
  get left(): number {
    this.tick();
    return Math.max(1, Math.ceil(this.#end - this.#patience.now()));
  }

  late(): AppFailure {
    return this.#refusal(`longer than ${figure(this.#patience.ms / 1_000)} s`);
  }

  /** One more than the rows that are left: a statement that gives as many is too broad. */
  get enough(): number {
    return this.#rows + 1;
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
