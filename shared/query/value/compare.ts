/** openCypher's three orders: equality and comparability (three-valued), and orderability (total, for ORDER BY). */
import { compareText } from '../text.ts';
import type { Value } from './value.ts';

type Record = { readonly node: string } | { readonly edge: string } | { readonly path: readonly string[] };
const isList = (value: Value): value is readonly Value[] => Array.isArray(value);
const isRecord = (value: Value): value is Record => typeof value === 'object' && value !== null && !isList(value);
const idsOf = (record: Record): readonly string[] => ('node' in record ? [record.node] : 'edge' in record ? [record.edge] : record.path);

/** `=`: null when either side is (or holds) null and the rest agrees; values of different types differ. */
export function equals(a: Value, b: Value): boolean | null {
  if (a === null || b === null) return null;
  if (isList(a) && isList(b)) {
    if (a.length !== b.length) return false;
    let unknown = false;
    for (let i = 0; i < a.length; i++) {
      const same = equals(a[i]!, b[i]!);
      if (same === false) return false;
      unknown ||= same === null;
    }
    return unknown ? null : true;
  }
  if (isRecord(a) && isRecord(b)) return typeOf(a) === typeOf(b) && compareIds(idsOf(a), idsOf(b)) === 0;
  return a === b;
}

/** `<` and its kin: negative, 0, positive, or null where the two can't be compared (null, other types, records). */
export function compare(a: Value, b: Value): number | null {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  if (a !== null && b !== null && isList(a) && isList(b)) {
    for (let i = 0; i < Math.min(a.length, b.length); i++) {
      const order = compare(a[i]!, b[i]!);
      if (order !== 0) return order;
    }
    return a.length - b.length;
  }
  return null;
}

const TYPES = ['node', 'edge', 'list', 'path', 'string', 'boolean', 'number', 'null'] as const;
const typeOf = (value: Value): (typeof TYPES)[number] => {
  if (value === null) return 'null';
  if (isList(value)) return 'list';
  if (typeof value === 'object') return 'node' in value ? 'node' : 'edge' in value ? 'edge' : 'path';
  return typeof value as 'string' | 'boolean' | 'number';
};

/** Total: across types as openCypher lists them, null last (so DESC puts it first); records by id. */
export function order(a: Value, b: Value): number {
  if (a === b) return 0;
  const types = TYPES.indexOf(typeOf(a)) - TYPES.indexOf(typeOf(b));
  if (types !== 0 || a === null || b === null) return types;
  if (isRecord(a) && isRecord(b)) return compareIds(idsOf(a), idsOf(b));
  if (isList(a) && isList(b)) {
    for (let i = 0; i < Math.min(a.length, b.length); i++) {
      const inner = order(a[i]!, b[i]!);
      if (inner !== 0) return inner;
    }
    return a.length - b.length;
  }
  return compare(a, b)!;
}

function compareIds(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const sign = compareText(a[i]!, b[i]!);
    if (sign !== 0) return sign;
  }
  return a.length - b.length;
}
