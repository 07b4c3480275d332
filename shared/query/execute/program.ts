/** A bound plan's operators as the steps that they are done in: parts of a union, and in each the clauses one after the other. */
import { AppFailure } from '../../errors.ts';
import type { Expand } from '../plan/expand.ts';
import type { Filter } from '../plan/filter.ts';
import type { NamePath } from '../plan/name-path.ts';
import type { Operator } from '../plan/operator.ts';
import type { Project } from '../plan/project.ts';
import type { Scan } from '../plan/scan.ts';
import type { Shortest } from '../plan/shortest.ts';
import type { SortKey } from '../plan/sort.ts';
import type { Unwind } from '../plan/unwind.ts';

/** What one MATCH is made of. */
export type Walked = Scan | Expand | Shortest | Filter | NamePath;

export interface MatchStep {
  readonly type: 'match';
  readonly optional: boolean;
  readonly binds: readonly number[];
  readonly operators: readonly Walked[];
}
export interface ProjectStep {
  readonly type: 'project';
  readonly project: Project;
  readonly keys: readonly SortKey[] | null;
  readonly skip: number;
  readonly limit: number | null;
}
export type Step =
  MatchStep | ProjectStep | { readonly type: 'unwind'; readonly unwind: Unwind } | { readonly type: 'filter'; readonly filter: Filter };

export interface Part {
  readonly steps: readonly Step[];
  /** The first of its slots. */
  readonly from: number;
}

export interface Program {
  readonly parts: readonly Part[];
  /** Whether a union keeps rows that come again; null without one. */
  readonly all: boolean | null;
  /** Rows after which an answer without a LIMIT is cut; null with one. */
  readonly cut: number | null;
  /** Rows that are enough of each part; null where all are wanted. */
  readonly most: number | null;
}

export function programOf(operators: readonly Operator[]): Program {
  const last = operators.at(-1);
  const cut = last?.op === 'limit' && last.byDefault ? numberOf(last) : null;
  const parts: { readonly steps: Step[]; readonly from: number }[] = [{ steps: [], from: 0 }];
  let all: boolean | null = null;
  let rest = cut === null ? operators : operators.slice(0, -1);
  while (rest.length > 0) {
    const [operator, ...behind] = rest as readonly [Operator, ...Operator[]];
    const { steps } = parts.at(-1)!;
    if (operator.op === 'union') {
      all = operator.all;
      parts.push({ steps: [], from: operator.from });
      rest = behind;
    } else if (operator.op === 'unwind') {
      steps.push({ type: 'unwind', unwind: operator });
      rest = behind;
    } else if (operator.op === 'project') {
      const end = behind.findIndex(({ op }) => op !== 'sort' && op !== 'skip' && op !== 'limit');
      const [own, others] = end < 0 ? [behind, []] : [behind.slice(0, end), behind.slice(end)];
      steps.push(projectStep(operator, own));
      rest = others;
    } else if (operator.op === 'filter' && steps.length > 0) {
      steps.push({ type: 'filter', filter: operator });
      rest = behind;
    } else {
      const marked = operator.op === 'match';
      const inside = marked ? behind : rest;
      const end = inside.findIndex((each) => !isWalked(each));
      const own = (end < 0 ? inside : inside.slice(0, end)) as readonly Walked[];
      if (!marked && own.length === 0) throw new AppFailure('internal');
      steps.push({ type: 'match', optional: marked && operator.optional, binds: marked ? operator.binds : boundBy(own), operators: own });
      rest = end < 0 ? [] : inside.slice(end);
    }
  }
  return { parts, all, cut, most: cut === null || all !== null ? null : cut + 1 };
}

const isWalked = (operator: Operator): operator is Walked => ['scan', 'expand', 'shortest', 'filter', 'path'].includes(operator.op);

const boundBy = (operators: readonly Walked[]): number[] =>
  operators.flatMap((operator) =>
    operator.op === 'scan' ? [operator.slot] : operator.op === 'expand' || operator.op === 'shortest' ? [operator.edge, operator.to] : [],
  );

function projectStep(project: Project, behind: readonly Operator[]): ProjectStep {
  const sort = behind.find((operator) => operator.op === 'sort');
  const skip = behind.find((operator) => operator.op === 'skip');
  const limit = behind.find((operator) => operator.op === 'limit');
  return { type: 'project', project, keys: sort?.keys ?? null, skip: skip ? numberOf(skip) : 0, limit: limit ? numberOf(limit) : null };
}

function numberOf({ rows }: Extract<Operator, { op: 'limit' | 'skip' }>): number {
  if (rows.type !== 'constant' || typeof rows.value !== 'number') throw new AppFailure('internal');
  return rows.value;
}

/** How many of the first rows are enough, where a part only matches and returns. */
export function firstOf(steps: readonly Step[], most: number | null): number | null {
  const [match, last] = steps;
  if (steps.length !== 2 || match?.type !== 'match' || match.optional || last?.type !== 'project') return null;
  if (last.project.grouped || last.project.distinct || last.keys?.length !== 0) return null;
  const wanted = Math.min(last.limit ?? Infinity, most ?? Infinity);
  return wanted === Infinity ? null : last.skip + wanted;
}
