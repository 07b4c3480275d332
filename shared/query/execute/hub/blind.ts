/** A test of a sealed label through its blind index: it may let more through than the label, never less. */
import type { HubBackend } from '../../backend.ts';
import type { Slot } from '../../plan/plan.ts';
import { alias, sql } from '../../sql/statement.ts';
import type { Fragment, Parameter } from '../../sql/statement.ts';
import type { Expr, Value } from '../../value/expression.ts';
import { constantOf } from '../../value/fold.ts';

/** For `label = text` and `label IN texts`, where all kinds that the node can have are indexed; else null. */
export function blindTest(
  predicate: Expr,
  slots: readonly Slot[],
  bound: ReadonlySet<number>,
  backend: HubBackend,
  tenant: Parameter,
): Fragment | null {
  const wanted = wantedLabels(predicate);
  const kinds = wanted && bound.has(wanted.slot) && slots[wanted.slot]!.type === 'node' ? slots[wanted.slot]!.kinds : null;
  if (!wanted || !kinds) return null;
  const tokens = kinds.flatMap((kind) => wanted.labels.map((label) => backend.blindTokens?.(kind, label) ?? null));
  if (tokens.some((found) => found === null)) return null;
  const all = tokens.flatMap((found) => found!);
  return sql`EXISTS (SELECT 1 FROM blind AS b WHERE b.tenant_id = ${tenant} AND b.node = ${alias('n', wanted.slot)}.id AND b.token = ANY(${all}::bytea[]))`;
}

function wantedLabels(predicate: Expr): { readonly slot: number; readonly labels: readonly string[] } | null {
  if (predicate.type !== 'in' && !(predicate.type === 'compare' && predicate.operator === '=')) return null;
  const [field, other] = predicate.left.type === 'field' ? [predicate.left, predicate.right] : [predicate.right, predicate.left];
  if (field.type !== 'field' || field.key !== 'label' || (predicate.type === 'in' && field !== predicate.left)) return null;
  const value = constantOf(other);
  if (predicate.type === 'in') return Array.isArray(value) ? { slot: field.slot, labels: textsOf(value as readonly Value[]) } : null;
  return typeof value === 'string' ? { slot: field.slot, labels: [value] } : null;
}

/** A label is a text: the list's other values can't be it. */
const textsOf = (list: readonly Value[]): string[] => list.filter((value) => typeof value === 'string');
