/**
 * Values between main and a page: JSON, with what Electron's structured clone also carries and telemetry needs (bytes,
 * dates, undefined). page/isolated.js does the same on its side. What can't be cloned is refused as Electron refuses it.
 */
const TAG = '$';

export function encode(value: unknown): string {
  return JSON.stringify(tagged(value));
}

function tagged(value: unknown): unknown {
  if (value === undefined) return { [TAG]: 'undefined' };
  if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint')
    throw new Error('An object could not be cloned.');
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Uint8Array) return { [TAG]: 'bytes', value: Buffer.from(value).toString('base64') };
  if (value instanceof Date) return { [TAG]: 'date', value: value.getTime() };
  if (Array.isArray(value)) return value.map(tagged);
  const copy = Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .map(([key, inner]) => [key, tagged(inner)]),
  );
  return TAG in copy ? { [TAG]: 'object', value: copy } : copy;
}

export function decode(text: string): unknown {
  return plain(JSON.parse(text));
}

function plain(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(plain);
  const record = value as Record<string, unknown>;
  if (record[TAG] === undefined) return mapped(record);
  if (record[TAG] === 'undefined') return undefined;
  if (record[TAG] === 'bytes') return new Uint8Array(Buffer.from(String(record['value']), 'base64'));
  if (record[TAG] === 'date') return new Date(Number(record['value']));
  return mapped(record['value'] as Record<string, unknown>);
}

function mapped(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).map(([key, inner]) => [key, plain(inner)]));
}
