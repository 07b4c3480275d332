/** EXPLAIN: a plan as a person reads it, operator by operator, with the way that each would take. Nothing is asked of the store's rows. */
import { LIMITS } from '../../limits.ts';
import type { Cypher } from '../answers.ts';
import type { BoundPlan } from '../bind/bind.ts';
import { lineOf } from '../plan/operator.ts';
import type { Operator } from '../plan/operator.ts';
import type { Project } from '../plan/project.ts';
import { partsOf } from '../value/expression.ts';
import { traceOf } from '../plan/plan.ts';
import { firstOf, programOf } from './program.ts';
import type { Walked } from './program.ts';
import type { Patience } from './work.ts';

/** What is a back end's own in a plan. */
export interface Ways {
  /** How it goes over one MATCH; `first` where the walk may end as soon as enough rows are found. */
  match(operators: readonly Walked[], first: boolean): ReadonlyMap<Operator, string>;
  /** How it comes by what stands in a record. */
  readonly records: string;
  /** What keeps it to one tenant. */
  readonly tenant: string;
}

const MB = 1024 * 1024;
const figure = (value: number): string => value.toLocaleString('en-US');

export function explained(bound: BoundPlan<unknown>, ways: Ways, patience: Patience): Cypher {
  const { operators } = bound;
  const { parts, cut, most } = programOf(operators);
  const how = new Map<Operator, string>();
  for (const { steps } of parts) {
    const early = firstOf(steps, most) !== null;
    for (const step of steps) {
      if (step.type === 'match') for (const [operator, way] of ways.match(step.operators, early)) how.set(operator, way);
      if (step.type === 'filter') how.set(step.filter, ways.records);
    }
  }
  const rows = operators.map((operator) => [lineOf(operator), how.get(operator) ?? wayOf(operator, ways)]);
  return {
    columns: ['step', 'how'],
    rows: [
      ...rows,
      ['tenant', ways.tenant],
      [
        'caps',
        `${figure(LIMITS.queryWork)} rows in all, ${figure(LIMITS.queryBytes / MB)} MB, ${figure(patience.ms / 1_000)} s: beyond them the answer is "too broad", and names the step`,
      ],
      ['answer', cut === null ? 'as many rows as LIMIT says' : `cut at ${figure(cut)} rows, and says so`],
    ],
    nodes: [],
    edges: [],
    plan: traceOf(operators),
    cut: null,
  };
}

function wayOf(operator: Operator, ways: Ways): string {
  switch (operator.op) {
    case 'match':
      return operator.optional ? 'from each row so far; a row that finds nothing stays, with nulls' : 'from each row so far';
    case 'path':
      return 'a name for what is bound; nothing is read';
    case 'unwind':
      return 'one row for each element, in the order of the list';
    case 'project':
      return operator.grouped
        ? `${groupText(operator)}; ${ways.records}`
        : operator.distinct
          ? `each row once; ${ways.records}`
          : `variables as they are; ${ways.records}`;
    case 'sort':
      return operator.keys.length === 0 ? 'by ids, without reading (a question’s own order is kept)' : `${ways.records}; ties by ids`;
    case 'union':
      return operator.all ? 'all rows of both' : 'each row once';
    case 'skip':
    case 'limit':
      return 'of the rows in order';
    default:
      return ways.records;
  }
}

function groupText({ columns }: Project): string {
  const keys = columns.filter(({ value }) => partsOf(value).every(({ type }) => type !== 'aggregate')).map(({ column }) => column);
  return keys.length === 0 ? 'all rows become one' : `rows that agree in ${keys.join(', ')} become one`;
}
