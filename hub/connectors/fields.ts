/**
 * Reading fields of a hostile line. A line is JSON of anybody's making: every field may be absent, of another type, huge,
 * or text that is no text. What leaves here is a clean string, a number or nothing; nothing here throws.
 */

export type Fields = Readonly<Record<string, unknown>>;

/** Fields of a JSON object, or null when the line is not one. */
export function parseObject(line: string): Fields | null {
  try {
    return asFields(JSON.parse(line));
  } catch {
    return null;
  }
}

export const asFields = (value: unknown): Fields | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;

/** An object inside another; empty when there is none. */
export const inside = (fields: Fields, ...names: readonly string[]): Fields =>
  names.reduce<Fields>((at, name) => (Object.hasOwn(at, name) ? asFields(at[name]) : null) ?? NONE, fields);
const NONE: Fields = Object.freeze({});

/** A list inside an object, at most its first `most` items; one item that stands alone is a list of one. */
function listOf(fields: Fields, name: string, most = 64): readonly unknown[] {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  return Array.isArray(value) ? value.slice(0, most) : value === undefined || value === null ? [] : [value];
}
/** Its items that are texts (or numbers), clean. */
export const textsOf = (fields: Fields, name: string, most?: number): readonly string[] =>
  listOf(fields, name, most)
    .map((item) => textOf({ item }, 'item'))
    .filter((text) => text !== '');
/** Its items that are objects. */
export const objectsOf = (fields: Fields, name: string, most?: number): readonly Fields[] =>
  listOf(fields, name, most)
    .map(asFields)
    .filter((item) => item !== null);

/** Characters of one field that are read; the rest of a longer one is dropped. */
const FIELD_LENGTH = 32_768;

/** Values that sources write for "nothing". */
const NOTHING = new Set(['', '-', 'n/a', 'null', '<unknown process>', '&lt;unknown process&gt;']);

/** Clean text, or '' when there is none. Numbers and booleans count as text: formats disagree on which they write. */
export function textOf(fields: Fields, name: string): string {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return '';
  const text = clean(value.length > FIELD_LENGTH ? value.slice(0, FIELD_LENGTH) : value).trim();
  return NOTHING.has(text.toLowerCase()) ? '' : text;
}

/** The first of these fields that has text. */
export function firstText(fields: Fields, ...names: readonly string[]): string {
  for (const name of names) {
    const text = textOf(fields, name);
    if (text !== '') return text;
  }
  return '';
}

/** A whole number not below 0, written as a number, as decimal or as hex text; null otherwise. */
export function wholeNumber(text: string): number | null {
  if (!/^(?:0x[0-9a-f]{1,16}|\d{1,16})$/i.test(text)) return null;
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : null;
}

/** NUL and halves of characters cannot be stored as text everywhere, and NUL parts our keys. */
export const clean = (text: string): string => text.toWellFormed().replaceAll('\0', '\uFFFD');
