/** What is written into a parameter's field, as a value: numbers, true, false and null are such, in quotes everything is text, in brackets it is a list. A number that would lose digits is text. */
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { ActionInput } from '../../../shared/contract/index.ts';

export type Value = ActionInput<'graph.query'>['params'][string];
type Scalar = null | string | number | boolean;

const WORDS: ReadonlyMap<string, Scalar> = new Map<string, Scalar>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

const isDigits = (written: string): boolean => /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(written);

/** Digits that a number keeps, all of them: `007` would lose its zeros, and what is longer than this its end. */
const KEPT = 15;
const isExact = (written: string): boolean =>
  isDigits(written) &&
  !/^-?0\d/.test(written) &&
  Number.isFinite(Number(written)) &&
  (/^-?([\d.]+)/.exec(written)?.[1] ?? '').replace('.', '').length <= KEPT;

function scalar(written: string): Scalar {
  const word = WORDS.get(written);
  if (word !== undefined) return word;
  if (isExact(written)) return Number(written);
  const quoted = /^(['"])([^]*)\1$/.exec(written);
  return quoted ? (quoted[2] ?? '') : written;
}

/** Errors: `bad_input` for a field in which nothing is written. */
export function valueOf(name: string, written: string): Result<Value> {
  const trimmed = written.trim();
  if (trimmed === '') return fail('bad_input', { text: `$${name} has no value.`, next: 'Write one into its field; "" is an empty text.' });
  const list = /^\[([^]*)\]$/.exec(trimmed);
  if (!list) return ok(scalar(trimmed));
  const items = list[1]?.match(/'[^']*'|"[^"]*"|[^,]+/g) ?? [];
  return ok(
    items
      .map((item) => item.trim())
      .filter((item) => item !== '')
      .map(scalar),
  );
}

/** What the value will be, for the field's hint. */
export function typeOf(written: string): string {
  const value = valueOf('', written);
  if (!value.ok) return '';
  if (Array.isArray(value.value)) return `list of ${value.value.length}`;
  if (isDigits(written.trim()) && typeof value.value === 'string') return 'text, as it is written';
  return value.value === null ? 'null' : typeof value.value === 'string' ? 'text' : typeof value.value;
}
