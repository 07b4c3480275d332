/** Answers a question in text: the pattern as the back end matches it, then predicates, order, limit and columns over its records. */
import { AppFailure } from '../../errors.ts';
import type { EdgeRecord, NodeRecord } from '../../graph/records.ts';
import type { Cypher } from '../answers.ts';
import type { BoundPlan } from '../bind/bind.ts';
import { traceOf } from '../plan/plan.ts';
import type { Column } from '../plan/project.ts';
import { compareText } from '../text.ts';
import { evaluate } from '../value/evaluate.ts';
import type { Value } from '../value/expression.ts';
import { Book } from './book.ts';
import type { Matches } from './matches.ts';
import { firstRows } from './order.ts';
import type { Source } from './source.ts';
import { Work } from './work.ts';

/**
 * Rows in the order of the question, records by id, each once. A LIMIT cuts; a question without one that has more than
 * `LIMITS.rows` rows is `too_broad` (thrown as AppFailure), as is one that touches more than `LIMITS.queryWork`.
 */
export async function answerQuery(bound: BoundPlan<unknown>, source: Source): Promise<Cypher> {
  const last = lastOperators(bound);
  const book = new Book(source);
  const matches = await source.match(bound, book, new Work());
  const limit = last.limit;
  if (last.byDefault && matches.count > limit) {
    throw new AppFailure('too_broad', {
      text: `More than ${limit} rows: the answer would not be complete.`,
      next: `Narrow it by kind, time or value, or write LIMIT ${limit} for the first of them.`,
    });
  }
  const rows = await firstRows(matches, last.keys, limit, source, book);
  return { ...(await project(matches, rows, last.columns, book)), plan: traceOf(bound.operators) };
}

function lastOperators({ operators }: BoundPlan<unknown>) {
  const project = operators.find((operator) => operator.op === 'project');
  const sort = operators.find((operator) => operator.op === 'sort');
  const limit = operators.find((operator) => operator.op === 'limit');
  const rows = limit?.rows.type === 'constant' ? limit.rows.value : null;
  if (!project || !sort || !limit || typeof rows !== 'number') throw new AppFailure('internal');
  return { columns: project.columns, keys: sort.keys, limit: rows, byDefault: limit.byDefault };
}

async function project(matches: Matches, rows: readonly number[], columns: readonly Column[], book: Book): Promise<Omit<Cypher, 'plan'>> {
  const exprs = columns.map((column) => column.value);
  await book.load(matches, exprs, rows);
  const cells = rows.map((row) => exprs.map((expr) => evaluate(expr, (slot) => book.held(matches, row, slot))));
  const named = { nodes: new Set<string>(), edges: new Set<string>() };
  for (const row of cells) for (const cell of row) nameRecords(cell, named);
  const used = matches.used(exprs, rows);
  return {
    columns: columns.map((column) => column.column),
    rows: cells as Cypher['rows'],
    nodes: recordsById(
      [...used.nodes].map((node) => book.node(node)),
      named.nodes,
    ) as Cypher['nodes'],
    edges: recordsById(
      [...used.edges].map((edge) => book.edge(edge)),
      named.edges,
    ) as Cypher['edges'],
  };
}

function nameRecords(value: Value, named: { readonly nodes: Set<string>; readonly edges: Set<string> }): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) return (value as readonly Value[]).forEach((item) => nameRecords(item, named));
  if ('node' in value) named.nodes.add(value.node);
  else if ('edge' in value) named.edges.add(value.edge);
}

const recordsById = <T extends NodeRecord | EdgeRecord>(records: readonly T[], wanted: ReadonlySet<string>): T[] =>
  records.filter((record) => wanted.has(record.id)).sort((a, b) => compareText(a.id, b.id));
