/** Answers a question in text: the pattern as the back end matches it, then predicates, order, limit and columns over its records. */
import { AppFailure } from '../../errors.ts';
import type { Cypher } from '../answers.ts';
import type { BoundPlan } from '../bind/bind.ts';
import { traceOf } from '../plan/plan.ts';
import type { Column } from '../plan/project.ts';
import { evaluate } from '../value/evaluate.ts';
import type { Expr } from '../value/expression.ts';
import { Book } from './book.ts';
import type { Matches } from './matches.ts';
import { firstRows } from './order.ts';
import type { Source } from './source.ts';
import { Work } from './work.ts';

/**
 * Rows in the order of the question, records in the order in which rows first name them, each once. A LIMIT cuts; a question without one that has more than
 * `LIMITS.rows` rows is `too_broad` (thrown as AppFailure), as is one that touches more than `LIMITS.queryWork`.
 */
export async function answerQuery(bound: BoundPlan<unknown>, source: Source): Promise<Cypher> {
  const last = lastOperators(bound);
  const book = new Book(source);
  const matches = await source.match(
    bound.slots,
    bound.operators,
    last.keys.length > 0 ? null : last.limit + (last.byDefault ? 1 : 0),
    book,
    new Work(),
  );
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
  const used = await book.load(matches, exprs, rows);
  const cells = rows.map((row) => exprs.map((expr) => evaluate(expr, (slot) => book.held(matches, row, slot))));
  const named = exprs.every((expr) => expr.type === 'whole') ? used : matches.used(exprs.flatMap(namedIn), rows);
  return {
    columns: columns.map((column) => column.column),
    rows: cells as Cypher['rows'],
    nodes: [...named.nodes].map((node) => book.node(node)) as Cypher['nodes'],
    edges: [...named.edges].map((edge) => book.edge(edge)) as Cypher['edges'],
  };
}

/** The variables whose records a column names: as they are, or in a list. */
const namedIn = (expr: Expr): readonly Expr[] => (expr.type === 'whole' ? [expr] : expr.type === 'list' ? expr.items.flatMap(namedIn) : []);
