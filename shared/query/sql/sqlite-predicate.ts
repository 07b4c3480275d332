/** What SQLite can tell of one record: all of its fields, and properties whose name needs no quoting. */
import { EDGE_FIELDS, NODE_FIELDS } from '../../graph/records.ts';
import { EDGE_KIND_NAMES, NODE_KINDS } from '../../graph/kinds.ts';
import { RECORD_ID_PATTERN } from '../../graph/ids.ts';
import { FIELD_COLUMNS, isNumberField } from '../columns.ts';
import type { CompareOperator, TextOperator } from '../parse/ast.ts';
import { afterPrefix, foldLabel } from '../text.ts';
import type { Expr, Value } from '../value/expression.ts';
import { constantOf } from '../value/fold.ts';
import { OPERATORS, TURNED, orUnknown, predicate, truth } from './predicate.ts';
import { join, sql } from './statement.ts';
import type { Fragment } from './statement.ts';

type Table = 'node' | 'edge';
type Operand =
  | { readonly type: 'number'; readonly sql: Fragment }
  | { readonly type: 'id' }
  | { readonly type: 'kind' }
  | { readonly type: 'label' }
  | { readonly type: 'prop'; readonly path: string };

const COLUMNS = { first_seen: sql`r.first_seen`, last_seen: sql`r.last_seen`, count: sql`r.count` };
const PLAIN_KEY = /^[A-Za-z_][A-Za-z0-9_]{0,99}$/;
/** Elements of a list that are tried one by one; a longer list against a property is the evaluator's. */
const SHORT_LIST = 40;

/** For the row `r` of a table. Null where only the evaluator can tell, or where another variable takes part. */
export function recordPredicate(expr: Expr, slot: number, table: Table): Fragment | null {
  const operand = (side: Expr): Operand | null => (side.type === 'field' && side.slot === slot ? operandOf(side.key, table) : null);
  return predicate(expr, {
    compare: (leaf) => {
      const left = operand(leaf.left);
      if (left) return withValue(left, leaf.operator, constantOf(leaf.right), table);
      const right = operand(leaf.right);
      return right && withValue(right, TURNED[leaf.operator], constantOf(leaf.left), table);
    },
    member: (leaf) => member(operand(leaf.left), constantOf(leaf.right), table),
    text: (leaf) => textTest(operand(leaf.left), leaf.operator, constantOf(leaf.right)),
    isNull: (leaf) => {
      const inner = operand(leaf.operand);
      if (!inner) return null;
      if (inner.type !== 'prop') return truth(leaf.negated);
      return leaf.negated ? sql`(${typeOf(inner.path)} IS NOT NULL)` : sql`(${typeOf(inner.path)} IS NULL)`;
    },
  });
}

function operandOf(key: string, table: Table): Operand | null {
  if (isNumberField(key)) return { type: 'number', sql: COLUMNS[FIELD_COLUMNS[key]] };
  if (key === 'id' || key === 'kind') return { type: key };
  if (key === 'label' && table === 'node') return { type: key };
  const fields: readonly string[] = table === 'node' ? NODE_FIELDS : EDGE_FIELDS;
  return PLAIN_KEY.test(key) && !fields.includes(key) ? { type: 'prop', path: `$.${key}` } : null;
}

/** A property's JSON type: null where it is missing or JSON's null. */
const typeOf = (path: string): Fragment => sql`nullif(json_type(r.props, ${path}), 'null')`;
const valueOf = (path: string): Fragment => sql`json_extract(r.props, ${path})`;
const isEquality = (operator: CompareOperator): boolean => operator === '=' || operator === '<>';

function withValue(left: Operand, operator: CompareOperator, value: Value | undefined, table: Table): Fragment | null {
  if (value === undefined || (typeof value === 'object' && value !== null)) return null;
  if (value === null) return truth(null);
  const mismatch = isEquality(operator) ? truth(operator === '<>') : truth(null);
  const sign = OPERATORS[operator];
  switch (left.type) {
    case 'number':
      return typeof value === 'number' ? sql`(${left.sql} ${sign} ${value})` : mismatch;
    case 'label':
      if (typeof value !== 'string') return mismatch;
      // The folded column has the index.
      return operator === '=' ? sql`(r.label_fold = ${foldLabel(value)} AND r.label = ${value})` : sql`(r.label ${sign} ${value})`;
    case 'id':
    case 'kind': {
      if (!isEquality(operator)) return typeof value === 'string' ? null : mismatch;
      const column = left.type === 'id' ? sql`r.id` : sql`r.kind`;
      const stored = typeof value === 'string' ? storedForm(left.type, value, table) : null;
      return stored === null ? mismatch : sql`(${column} ${sign} ${stored})`;
    }
    case 'prop':
      return propWithValue(left.path, operator, value);
  }
}

function storedForm(type: 'id' | 'kind', value: string, table: Table): Fragment | null {
  if (type === 'id') return RECORD_ID_PATTERN.test(value) ? sql`unhex(${value})` : null;
  const number = ((table === 'node' ? NODE_KINDS : EDGE_KIND_NAMES) as readonly string[]).indexOf(value);
  return number < 0 ? null : sql`${number}`;
}

function propWithValue(path: string, operator: CompareOperator, value: string | number | boolean): Fragment | null {
  const sign = OPERATORS[operator];
  const otherwise = isEquality(operator) ? truth(operator === '<>') : truth(null);
  if (typeof value === 'boolean' && !isEquality(operator)) return null;
  const same =
    typeof value === 'string'
      ? sql`WHEN ${typeOf(path)} = 'text' THEN ${valueOf(path)} ${sign} ${value}`
      : typeof value === 'number'
        ? sql`WHEN ${typeOf(path)} IN ('integer', 'real') THEN CAST(${valueOf(path)} AS REAL) ${sign} ${value}`
        : sql`WHEN ${typeOf(path)} IN ('true', 'false') THEN ${valueOf(path)} ${sign} ${value ? 1 : 0}`;
  return sql`(CASE WHEN ${typeOf(path)} IS NULL THEN NULL ${same} ELSE ${otherwise} END)`;
}

function member(left: Operand | null, list: Value | undefined, table: Table): Fragment | null {
  if (!left || list === undefined) return null;
  if (!Array.isArray(list)) return truth(null);
  const values = list as readonly Value[];
  const unknown = values.includes(null);
  if (left.type === 'label' || left.type === 'number') {
    const kept = values.filter((value) => typeof value === (left.type === 'label' ? 'string' : 'number')) as (string | number)[];
    // JSON text with NUL inside is not read back whole by every version: the evaluator does that.
    if (kept.some((value) => typeof value === 'string' && value.includes('\0'))) return null;
    if (left.type === 'number') return orUnknown(sql`(${left.sql} IN (SELECT value FROM json_each(${JSON.stringify(kept)})))`, unknown);
    const folded = JSON.stringify(kept.map((value) => foldLabel(value as string)));
    const exact = sql`r.label IN (SELECT value FROM json_each(${JSON.stringify(kept)}))`;
    return orUnknown(sql`(r.label_fold IN (SELECT value FROM json_each(${folded})) AND ${exact})`, unknown);
  }
  if (left.type === 'id') {
    const ids = values.filter((value) => typeof value === 'string' && RECORD_ID_PATTERN.test(value));
    return orUnknown(sql`(r.id IN (SELECT unhex(value) FROM json_each(${JSON.stringify(ids)})))`, unknown);
  }
  if (values.length === 0) return truth(false);
  if (values.length > SHORT_LIST) return null;
  const tries = values.map((value) => withValue(left, '=', value, table));
  return tries.every((part) => part !== null) ? sql`(${join(tries, sql` OR `)})` : null;
}

function textTest(left: Operand | null, operator: TextOperator, value: Value | undefined): Fragment | null {
  if (!left || left.type === 'id' || left.type === 'kind' || value === undefined) return null;
  if (typeof value !== 'string' || left.type === 'number') return truth(null);
  if (left.type === 'label') {
    const test = bytesTest(sql`r.label`, operator, value);
    const end = operator === 'STARTS WITH' && value !== '' ? afterPrefix(foldLabel(value)) : null;
    return end === null ? test : sql`(r.label_fold >= ${foldLabel(value)} AND r.label_fold < ${end} AND ${test})`;
  }
  return sql`(CASE WHEN ${typeOf(left.path)} = 'text' THEN ${bytesTest(valueOf(left.path), operator, value)} ELSE NULL END)`;
}

/** On bytes: `substr` and `length` of text stop at a NUL. */
function bytesTest(text: Fragment, operator: TextOperator, value: string): Fragment {
  const bytes = new TextEncoder().encode(value);
  if (bytes.length === 0) return truth(true);
  if (operator === 'CONTAINS') return sql`(instr(CAST(${text} AS BLOB), ${bytes}) > 0)`;
  return operator === 'STARTS WITH'
    ? sql`(substr(CAST(${text} AS BLOB), 1, ${bytes.length}) = ${bytes})`
    : sql`(substr(CAST(${text} AS BLOB), ${-bytes.length}) = ${bytes} AND length(CAST(${text} AS BLOB)) >= ${bytes.length})`;
}
