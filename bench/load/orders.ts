/** What a part of the floor is told and what it answers, which kinds of work there are, and how often each is done. */
import type { Account } from './workstation.ts';

export const KINDS = ['signIn', 'pivot', 'feed', 'query', 'action', 'arrival', 'firstSync'] as const;
export type Kind = (typeof KINDS)[number];

export interface FloorOrder {
  readonly url: string;
  /** Of this part of the floor: one for each workstation, and behind them those who only come by. */
  readonly accounts: readonly Account[];
  /** Workstations that there shall be from now on. */
  readonly count: number;
  /** How long they work, in ms; 0: they only sign in. */
  readonly ms: number;
  /** When the first of those comes by, in ms. */
  readonly firstVisit: number;
}
export interface FloorReport {
  /** Milliseconds, one entry each. */
  readonly took: Readonly<Record<Kind, number[]>>;
  /** Records that each piece of work brought to the desk. */
  readonly brought: Readonly<Record<Kind, number[]>>;
  /** By kind and code. */
  readonly refused: Readonly<Record<string, number>>;
  /** Of this process, in seconds. */
  readonly cpu: number;
}

/** Ms between two of a workstation's; a person pivots forty times a day, so that this floor is twelve times as busy. */
export const PACE = { pivot: 60_000, feed: 30_000, query: 60_000, action: 5_000 } as const;
/** Ms between two people who come to this part of the floor while the others work, and leave again: they sign in and sync once from nothing. */
export const ARRIVALS_MS = 10_000;
/** Of them, in each part; then the first of them comes again. */
export const VISITORS = 30;
