/** A logical plan: what is asked, in operators, before anybody is known to ask it. Only the two makers in this folder register one. */
import { deepFreeze } from '../freeze.ts';
import type { NodeKind } from '../../graph/kinds.ts';
import { lineOf } from './operator.ts';
import type { Operator } from './operator.ts';

declare const answer: unique symbol;

/** A variable, named or not, in the order of the text; `edges` are those of a variable length. */
export interface Slot {
  readonly name: string;
  readonly type: 'node' | 'edge' | 'edges' | 'value';
  readonly kinds: readonly NodeKind[] | null;
}

export interface Plan<T> {
  readonly slots: readonly Slot[];
  readonly operators: readonly Operator[];
  /** To be told, not to be run. */
  readonly explain: boolean;
  readonly [answer]?: T;
}

const made = new WeakSet<object>();

export function makePlan<T>(slots: readonly Slot[], operators: readonly Operator[], explain = false): Plan<T> {
  const plan: Plan<T> = deepFreeze({ slots, operators, explain });
  made.add(plan);
  return plan;
}

/** Whether this very object was planned here (a hand-built or revived one was not). */
export const isPlan = (value: unknown): value is Plan<unknown> => typeof value === 'object' && value !== null && made.has(value);

/** One line an operator; the refused one is marked. */
export function traceOf(operators: readonly Operator[], refused: Operator | null = null): string[] {
  return operators.map((operator) => `${refused === null ? '' : operator === refused ? '✗ ' : '  '}${lineOf(operator)}`);
}
