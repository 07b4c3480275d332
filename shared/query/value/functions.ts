/**
 * The functions of the language, by name. One that is given null, or a value of another type than it takes, yields null:
 * properties of real telemetry have mixed types, and one odd record must not end an answer. Text is counted in characters
 * (Unicode code points), from 0.
 */
import { LIMITS } from '../../limits.ts';
import { order } from './compare.ts';
import type { Value } from './value.ts';
import { TooMuch, toCompare } from './weight.ts';

type List = readonly Value[];
const isText = (value: Value | undefined): value is string => typeof value === 'string';
const isWhole = (value: Value | undefined): value is number => typeof value === 'number' && Number.isSafeInteger(value);
const isList = (value: Value | undefined): value is List => Array.isArray(value);
const pathOf = (value: Value | undefined): readonly string[] | null =>
  typeof value === 'object' && value !== null && 'path' in value ? value.path : null;

interface Facts {
  readonly usage: string;
  /** The least and the most values that it takes. */
  readonly takes: readonly [number, number];
}
export interface PlainFunction extends Facts {
  readonly aggregate: false;
  readonly of: (...args: Value[]) => Value;
}
/** What counts as work, and when to let others come first. */
export interface Pace {
  look(elements: number): void;
  readonly tired: boolean;
  rest(): Promise<void>;
}
/** Yields one value for many rows; `of` gets the values that are not null, in the order of the rows. */
export interface Aggregate extends Facts {
  readonly aggregate: true;
  readonly of: (values: List, pace: Pace) => Value | Promise<Value>;
}

const plain = (usage: string, least: number, most: number, of: PlainFunction['of']): PlainFunction => ({
  aggregate: false,
  usage,
  takes: [least, most],
  of,
});
const aggregate = (usage: string, of: Aggregate['of']): Aggregate => ({ aggregate: true, usage, takes: [1, 1], of });
const ofText = (usage: string, of: (text: string) => Value): PlainFunction =>
  plain(usage, 1, 1, (text) => (isText(text!) ? of(text) : null));

const characters = (text: string): string[] => [...text];
function countOf(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
/** Longer than any record holds by this much is nobody's answer. */
const figure = (limit: number): string => limit.toLocaleString('en-US');
const tooLong = (): TooMuch => new TooMuch(`a text of more than ${figure(LIMITS.madeText)} characters`);
function madeText(text: string): string {
  if (text.length > LIMITS.madeText) throw tooLong();
  return text;
}
function mayMake(values: number): void {
  if (values > LIMITS.madeList) throw new TooMuch(`a list of more than ${figure(LIMITS.madeList)} values that a function makes`);
}
async function foremost(values: List, sign: 1 | -1, pace: Pace): Promise<Value> {
  let best: Value = null;
  for (const value of values) {
    if (best !== null) pace.look(1 + toCompare(value, best));
    if (pace.tired) await pace.rest();
    if (best === null || sign * order(value, best) < 0) best = value;
  }
  return best;
}
const numbers = (values: List): number[] => values.filter((value) => typeof value === 'number');
const sum = (values: List): number => numbers(values).reduce((total, value) => total + value, 0);

const TABLE = {
  count: aggregate('count(x)', (values) => values.length),
  min: aggregate('min(x)', (values, pace) => foremost(values, 1, pace)),
  max: aggregate('max(x)', (values, pace) => foremost(values, -1, pace)),
  sum: aggregate('sum(x)', sum),
  avg: aggregate('avg(x)', (values) => (numbers(values).length === 0 ? null : sum(values) / numbers(values).length)),
  collect: aggregate('collect(x)', (values) => values),

  coalesce: plain('coalesce(a, b)', 1, Infinity, (...values) => values.find((value) => value !== null) ?? null),
  size: plain('size(list)', 1, 1, (of) => (isText(of) ? countOf(of) : isList(of) ? of.length : null)),
  head: plain('head(list)', 1, 1, (list) => (isList(list) ? (list[0] ?? null) : null)),
  last: plain('last(list)', 1, 1, (list) => (isList(list) ? (list.at(-1) ?? null) : null)),
  tail: plain('tail(list)', 1, 1, (list) => (isList(list) ? list.slice(1) : null)),
  reverse: plain('reverse(list)', 1, 1, (of) => (isText(of) ? characters(of).reverse().join('') : isList(of) ? of.toReversed() : null)),
  range: plain('range(first, last)', 2, 3, (first, last, step = 1) => range(first, last, step)),

  nodes: plain(
    'nodes(path)',
    1,
    1,
    (path) =>
      pathOf(path)
        ?.filter((_, at) => at % 2 === 0)
        .map((node) => ({ node })) ?? null,
  ),
  relationships: plain(
    'relationships(path)',
    1,
    1,
    (path) =>
      pathOf(path)
        ?.filter((_, at) => at % 2 === 1)
        .map((edge) => ({ edge })) ?? null,
  ),
  length: plain('length(path)', 1, 1, (path) => {
    const ids = pathOf(path);
    return ids && (ids.length - 1) / 2;
  }),

  toLower: ofText('toLower(text)', (text) => madeText(text.toLowerCase())),
  toUpper: ofText('toUpper(text)', (text) => madeText(text.toUpperCase())),
  trim: ofText('trim(text)', (text) => text.trim()),
  lTrim: ofText('lTrim(text)', (text) => text.trimStart()),
  rTrim: ofText('rTrim(text)', (text) => text.trimEnd()),
  left: plain('left(text, length)', 2, 2, (text, length) => part(text, 0, length)),
  right: plain('right(text, length)', 2, 2, (text, length) =>
    isText(text) && isWhole(length) && length >= 0 ? part(text, Math.max(0, countOf(text) - length), undefined) : null,
  ),
  substring: plain('substring(text, start, length)', 2, 3, (text, start, length) => part(text, start, length)),
  split: plain('split(text, separator)', 2, 2, (text, by) => (isText(text) && isText(by) ? parted(text, by) : null)),
  replace: plain('replace(text, search, by)', 3, 3, (text, search, by) =>
    isText(text) && isText(search) && isText(by) ? replaced(text, search, by) : null,
  ),
  toString: plain('toString(x)', 1, 1, (value) =>
    isText(value) || typeof value === 'number' || typeof value === 'boolean' ? String(value) : null,
  ),
  toInteger: plain('toInteger(x)', 1, 1, (value) => whole(isText(value) ? decimal(value) : value)),
  toFloat: plain('toFloat(x)', 1, 1, (value) => (isText(value) ? decimal(value) : typeof value === 'number' ? value : null)),
} satisfies Record<string, PlainFunction | Aggregate>;

export type FunctionName = keyof typeof TABLE;
export const FUNCTIONS: Readonly<Record<FunctionName, PlainFunction | Aggregate>> = Object.freeze(TABLE);
export const FUNCTION_NAMES = Object.keys(TABLE) as readonly FunctionName[];
const BY_NAME: ReadonlyMap<string, FunctionName> = new Map(FUNCTION_NAMES.map((name) => [name.toLowerCase(), name]));

/** As written in any case; null where there is none of that name. */
export function functionNamed(written: string): ({ readonly name: FunctionName; readonly aggregate: boolean } & Facts) | null {
  const name = BY_NAME.get(written.toLowerCase());
  return name === undefined ? null : { name, ...FUNCTIONS[name] };
}

function part(text: Value | undefined, start: Value | undefined, length: Value | undefined): Value {
  if (!isText(text) || !isWhole(start) || start < 0 || (length !== undefined && !(isWhole(length) && length >= 0))) return null;
  return characters(text)
    .slice(start, length === undefined ? undefined : start + length)
    .join('');
}

function replaced(text: string, search: string, by: string): string {
  if (search === '') return text;
  const pieces = text.split(search);
  if (text.length + (pieces.length - 1) * (by.length - search.length) > LIMITS.madeText) throw tooLong();
  return pieces.join(by);
}

function parted(text: string, by: string): string[] {
  const pieces = by === '' ? characters(text) : text.split(by);
  mayMake(pieces.length);
  return pieces;
}

function range(first: Value | undefined, last: Value | undefined, step: Value): Value {
  if (!isWhole(first) || !isWhole(last) || !isWhole(step) || step === 0) return null;
  const count = Math.max(0, Math.floor((last - first) / step) + 1);
  mayMake(count);
  return Array.from({ length: count }, (_, at) => first + at * step);
}

const decimal = (text: string): number | null =>
  /^\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?\s*$/.test(text) ? finite(Number(text)) : null;
const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
const whole = (value: Value | undefined): Value =>
  typeof value === 'number' && Number.isSafeInteger(Math.trunc(value)) ? Math.trunc(value) + 0 : null;
