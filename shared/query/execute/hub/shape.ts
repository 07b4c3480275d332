/**
 * One statement for the shape of a match: over what stands in clear (ids, kinds, ends, times, counts) and, for labels,
 * over blind indexes. The tenant stands in every join, so that it runs on one shard.
 */
import type { HubBackend } from '../../backend.ts';
import type { Expand } from '../../plan/expand.ts';
import type { Filter } from '../../plan/filter.ts';
import type { Slot } from '../../plan/plan.ts';
import { clearPredicate } from '../../sql/postgres-predicate.ts';
import { alias, join, parameter, sql, statement } from '../../sql/statement.ts';
import type { Fragment, Parameter, Statement } from '../../sql/statement.ts';
import type { Walked } from '../program.ts';
import { blindTest } from './blind.ts';

export interface Shape {
  /** A column a slot, named by its alias: an id, or the text of a path's ids from where it is walked. Null where nothing is to be bound. */
  readonly statement: Statement | null;
  /** The slots that it binds. */
  readonly slots: readonly number[];
  /** Those of them whose edges come in the order of the walk, which is against the order of the text. */
  readonly turned: ReadonlySet<number>;
  /** Filters that it does not say, or not exactly. */
  readonly rest: readonly Filter[];
}

const letterOf = (slot: Slot): 'n' | 'e' | 'v' => (slot.type === 'node' ? 'n' : slot.type === 'edge' ? 'e' : 'v');
/** The slot's alias in SQL: a table of nodes, of edges, or of paths. */
const slotAlias = (slot: Slot, index: number): Fragment => alias(letterOf(slot), index);
export const columnOf = (slots: readonly Slot[], index: number): string => `${letterOf(slots[index]!)}${index}`;

/**
 * `from` are ids of nodes that rows before it bound; the column `place` says to which of them a match belongs. Where nothing
 * is left to test after opening, the statement itself gives the first rows by id, as many as `first`.
 */
export function shapeOf(
  slots: readonly Slot[],
  operators: readonly Walked[],
  backend: HubBackend,
  from: ReadonlyMap<number, readonly string[]>,
  first: number | null,
  most: number,
): Shape {
  const tenant = parameter(backend.tenant);
  const tables: Fragment[] = startTables(from);
  const tests: Fragment[] = [];
  const rest: Filter[] = [];
  const walked: number[] = [];
  const bound = boundBy(operators);
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
      if (!from.has(operator.to)) tests.push(...nodeTests(tenant, operator.to, operator.toKinds));
      tests.push(sql`${alias('n', operator.to)}.id = ${slotAlias(slots[operator.edge]!, operator.edge)}.far`);
      tests.push(...walked.map((other) => apart(slots, other, operator.edge)));
      walked.push(operator.edge);
    } else if (operator.op === 'filter') {
      const { said, test } = sayOf(operator, slots, bound, backend, tenant);
      if (!said) rest.push(operator);
      if (test) tests.push(test);
    }
  }
  const turned = new Set(operators.flatMap((operator) => (operator.op === 'expand' && operator.reversed ? [operator.edge] : [])));
  const own = [...bound].sort((a, b) => a - b);
  if (tables.length === 0) return { statement: null, slots: [], turned, rest: operators.filter((operator) => operator.op === 'filter') };
  const columns = own.map((index) => {
    const name = slotAlias(slots[index]!, index);
    return slots[index]!.type === 'edges' ? sql`${name}.path::text[] AS ${name}` : sql`${name}.id AS ${name}`;
  });
  if (from.size > 0) columns.push(sql`i.place`);
  const inOrder = first !== null && rest.length === 0 && turned.size === 0 && operators.every(({ op }) => op !== 'shortest');
  const keys = own.map((index) => sql`${slotAlias(slots[index]!, index)}.${slots[index]!.type === 'edges' ? sql`path` : sql`id`}`);
  const end = inOrder ? sql`ORDER BY ${join(keys, sql`, `)} LIMIT ${Math.min(first, most)}` : sql`LIMIT ${most}`;
  const where = tests.length === 0 ? sql`` : sql`WHERE ${join(tests, sql` AND `)}`;
  const fragment = sql`SELECT ${join(columns, sql`, `)} FROM ${join(tables, sql` CROSS JOIN `)} ${where} ${end}`;
  return { statement: statement('postgres', fragment, [tenant]), slots: own, turned, rest };
}

/** The slots that a statement for these operators binds. */
export const boundBy = (operators: readonly Walked[]): ReadonlySet<number> =>
  new Set(
    operators.flatMap((operator) =>
      operator.op === 'scan'
        ? [operator.slot]
        : operator.op === 'expand'
          ? operator.into
            ? [operator.edge]
            : [operator.edge, operator.to]
          : [],
    ),
  );

/** A test in SQL for a filter, and whether it says all that the filter says. */
export function sayOf(
  { predicate }: Filter,
  slots: readonly Slot[],
  bound: ReadonlySet<number>,
  backend: HubBackend,
  tenant: Parameter,
): { readonly said: boolean; readonly test: Fragment | null } {
  const clear = clearPredicate(predicate, slots, bound);
  return clear ? { said: true, test: clear } : { said: false, test: blindTest(predicate, slots, bound, backend, tenant) };
}

/** The nodes that are known before, as one table for each slot that share a number. */
function startTables(from: ReadonlyMap<number, readonly string[]>): Fragment[] {
  if (from.size === 0) return [];
  const slots = [...from.keys()];
  const lists = slots.map((slot) => sql`${from.get(slot)!}::uuid[]`);
  const names = slots.map((slot) => alias('n', slot));
  return [
    sql`unnest(${join(lists, sql`, `)}) WITH ORDINALITY AS i (${join([...names, sql`place`], sql`, `)})`,
    ...names.map((name) => sql`LATERAL (SELECT i.${name} AS id) AS ${name}`),
  ];
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
  const [onePath, otherPath] = [slots[a]!.type === 'edges', slots[b]!.type === 'edges'];
  if (onePath && otherPath) return sql`NOT (${one}.path && ${other}.path)`;
  if (onePath) return sql`${other}.id <> ALL(${one}.path)`;
  return otherPath ? sql`${one}.id <> ALL(${other}.path)` : sql`${one}.id <> ${other}.id`;
}
