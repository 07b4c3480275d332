/**
 * One statement for the shape of a match: over what stands in clear (ids, kinds, ends, times, counts) and, for labels,
 * over blind indexes. The tenant stands in every join, so that it runs on one shard.
 */
import type { HubBackend } from '../../backend.ts';
import type { Expand } from '../../plan/expand.ts';
import type { Filter } from '../../plan/filter.ts';
import type { Operator } from '../../plan/operator.ts';
import type { Slot } from '../../plan/plan.ts';
import { clearPredicate } from '../../sql/postgres-predicate.ts';
import { alias, join, parameter, sql, statement } from '../../sql/statement.ts';
import type { Fragment, Parameter, Statement } from '../../sql/statement.ts';
import { blindTest } from './blind.ts';

export interface Shape {
  /** A column a slot, named by its alias: an id, or the text of a path's ids from where it is walked. */
  readonly statement: Statement;
  /** Filters that it does not say, or not exactly. */
  readonly rest: readonly Filter[];
}

/** The slot's alias in SQL: a table of nodes, of edges, or of paths. */
const slotAlias = (slot: Slot, index: number): Fragment => alias(slot.type === 'node' ? 'n' : slot.type === 'edge' ? 'e' : 'v', index);

/** Where nothing is left to test after opening, the statement itself gives the first rows by id, as many as `first`. */
export function shapeOf(
  slots: readonly Slot[],
  operators: readonly Operator[],
  backend: HubBackend,
  first: number | null,
  most: number,
): Shape {
  const tenant = parameter(backend.tenant);
  const tables: Fragment[] = [];
  const tests: Fragment[] = [];
  const rest: Filter[] = [];
  const walked: number[] = [];
  for (const operator of operators) {
    if (operator.op === 'scan') {
      tables.push(sql`node AS ${alias('n', operator.slot)}`);
      tests.push(...nodeTests(tenant, operator.slot, operator.kinds));
    } else if (operator.op === 'expand') {
      tables.push(
        operator.hops === null
          ? sql`LATERAL (${steps(tenant, operator, alias('n', operator.from), sql`id`)}) AS ${alias('e', operator.edge)}`
          : paths(tenant, operator, operator.hops),
      );
      if (!operator.into) tables.push(sql`node AS ${alias('n', operator.to)}`);
      tests.push(
        ...nodeTests(tenant, operator.to, operator.toKinds),
        sql`${alias('n', operator.to)}.id = ${slotAlias(slots[operator.edge]!, operator.edge)}.far`,
      );
      tests.push(...walked.map((other) => apart(slots, other, operator.edge)));
      walked.push(operator.edge);
    } else if (operator.op === 'filter') {
      const clear = clearPredicate(operator.predicate, slots);
      const blind = clear ? null : blindTest(operator.predicate, slots, backend, tenant);
      if (!clear) rest.push(operator);
      if (clear ?? blind) tests.push((clear ?? blind)!);
    }
  }
  const bound = slots.flatMap((slot, index) =>
    operators.some((o) => (o.op === 'scan' && o.slot === index) || (o.op === 'expand' && (o.edge === index || o.to === index)))
      ? [[slot, index] as const]
      : [],
  );
  const columns = bound.map(([slot, index]) => {
    const name = slotAlias(slot, index);
    return slot.type === 'path' ? sql`${name}.path::text[] AS ${name}` : sql`${name}.id AS ${name}`;
  });
  const inOrder = first !== null && rest.length === 0 && operators.every((operator) => operator.op !== 'expand' || !operator.reversed);
  const keys = bound.map(([slot, index]) =>
    slot.type === 'path' ? sql`${slotAlias(slot, index)}.path` : sql`${slotAlias(slot, index)}.id`,
  );
  const end = inOrder ? sql`ORDER BY ${join(keys, sql`, `)} LIMIT ${Math.min(first, most)}` : sql`LIMIT ${most}`;
  const fragment = sql`SELECT ${join(columns, sql`, `)} FROM ${join(tables, sql` CROSS JOIN `)} WHERE ${join(tests, sql` AND `)} ${end}`;
  return { statement: statement('postgres', fragment, [tenant]), rest };
}

function nodeTests(tenant: Parameter, slot: number, kinds: readonly string[] | null): Fragment[] {
  const table = alias('n', slot);
  return [sql`${table}.tenant_id = ${tenant}`, ...(kinds === null ? [] : [sql`${table}.kind = ANY(${kinds}::text[])`])];
}

/** Edges from a node whose id is `from.column`, each with its far end. A loop is one way, also without direction. */
function steps(tenant: Parameter, { direction, kinds }: Expand, from: Fragment, column: Fragment): Fragment {
  const ofKind = kinds === null ? sql`` : sql`AND r.kind = ANY(${kinds}::text[])`;
  const side = (near: Fragment, far: Fragment, more: Fragment): Fragment =>
    sql`SELECT r.id, r.kind, r.first_seen, r.last_seen, r.count, ${far} AS far FROM edge AS r WHERE r.tenant_id = ${tenant} AND ${near} = ${from}.${column} ${ofKind} ${more}`;
  const out = side(sql`r.src`, sql`r.dst`, sql``);
  if (direction === 'out') return out;
  if (direction === 'in') return side(sql`r.dst`, sql`r.src`, sql``);
  return sql`${out} UNION ALL ${side(sql`r.dst`, sql`r.src`, sql`AND r.src <> r.dst`)}`;
}

function paths(tenant: Parameter, step: Expand, { min, max }: NonNullable<Expand['hops']>): Fragment {
  const walk = alias('w', step.edge);
  const from = alias('n', step.from);
  const further = sql`SELECT s.far, ${walk}.path || s.id FROM ${walk} CROSS JOIN LATERAL (${steps(tenant, step, walk, sql`far`)}) AS s WHERE cardinality(${walk}.path) < ${max} AND s.id <> ALL(${walk}.path)`;
  return sql`LATERAL (WITH RECURSIVE ${walk} (far, path) AS (SELECT ${from}.id, ARRAY[]::uuid[] UNION ALL ${further}) SELECT far, path FROM ${walk} WHERE cardinality(path) >= ${min}) AS ${alias('v', step.edge)}`;
}

/** Two edges or paths of one match share no edge. */
function apart(slots: readonly Slot[], a: number, b: number): Fragment {
  const [one, other] = [slotAlias(slots[a]!, a), slotAlias(slots[b]!, b)];
  const [onePath, otherPath] = [slots[a]!.type === 'path', slots[b]!.type === 'path'];
  if (onePath && otherPath) return sql`NOT (${one}.path && ${other}.path)`;
  if (onePath) return sql`${other}.id <> ALL(${one}.path)`;
  return otherPath ? sql`${one}.id <> ALL(${other}.path)` : sql`${one}.id <> ${other}.id`;
}
