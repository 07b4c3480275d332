/**
 * How much a value is, all in all: one for it and for each element however deep, and one more for eight characters of text.
 * Lists share their elements, so that what a list holds can be far more than what was made for it.
 */
import { LIMITS } from '../../limits.ts';
import type { EdgeRecord, NodeRecord } from '../../graph/records.ts';
import type { Value } from './value.ts';

/** Thrown where a value is made that no question may make; whoever knows the step at work says so (`too_broad`). */
export class TooMuch extends Error {}

/** Of a text, those that are one more. */
export const CHARACTERS = 8;
const known = new WeakMap<readonly Value[], number>();
/** A list that is no more than this is weighed anew each time: it takes less than to remember it. */
const SMALL = 16;

export function weight(value: Value): number {
  if (typeof value === 'string') return 1 + Math.floor(value.length / CHARACTERS);
  if (typeof value !== 'object' || value === null) return 1;
  if (!Array.isArray(value)) return 'path' in value ? value.path.length : 1;
  const list = value as readonly Value[];
  let total = known.get(list);
  if (total === undefined) {
    total = 1;
    for (const element of list) total += weight(element);
    if (total > SMALL) known.set(list, total);
  }
  return total;
}

/** What a record holds. */
export function recordWeight({ label, props }: NodeRecord | (EdgeRecord & { readonly label?: undefined })): number {
  let total = 1 + weight(label ?? '');
  for (const key in props) total += weight(key) + weight(props[key] as Value);
  return total;
}

/** Bytes, roughly, of a record that holds so much, beside its times. */
export const recordBytes = (weight: number, times: number): number => 256 + 16 * weight + 8 * times;

/** Throws for a value that is more than a question may make, however little of it is new. */
export function bounded<V extends Value>(value: V): V {
  mayWeigh(weight(value), 'a value');
  return value;
}

export function mayWeigh(total: number, what: string): void {
  if (total > LIMITS.valueWeight) throw new TooMuch(`${what} of more than ${LIMITS.valueWeight.toLocaleString('en-US')} elements`);
}

/** Looks that it takes to hold two values against each other: the shorter one ends it. */
export const toCompare = (a: Value, b: Value): number => Math.min(weight(a), weight(b)) >> 2;
