/** Holds a back end against the naive evaluators: the same answer to every question, record for record. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { queryReplySchema } from '../../shared/contract/graph.ts';
import { LIMITS } from '../../shared/limits.ts';
import {
  bind,
  byIds,
  execute,
  joined,
  neighbourCounts,
  neighbours,
  pathBetween,
  planQuery,
  search,
  timeline,
} from '../../shared/query/index.ts';
import type { GraphBackend, Plan, TenantContext } from '../../shared/query/index.ts';
import { naiveCounts, naiveJoined, naiveNeighbours, naivePath, naiveRecords, naiveSearch, naiveTimeline } from './naive-graph.ts';
import { naiveAnswer } from './naive-query.ts';
import type { Plain, Question, Say } from './naive-query.ts';
import { textOf } from './question-text.ts';
import { hostileGraphs } from './hostile-graphs.ts';
import { questionsOn } from './questions.ts';
import { byId } from './slice.ts';
import type { Graph } from './slice.ts';

export async function answerOf<T>(
  plan: Plan<T>,
  context: TenantContext,
  backend: GraphBackend,
  params: Readonly<Record<string, unknown>> = {},
): Promise<T> {
  const bound = bind(plan, context, params);
  if (!bound.ok) throw new Error(JSON.stringify(bound.error));
  const answer = await execute(bound.value, backend);
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  return answer.value;
}

/** A graph and some questions about it: opening a store costs more than asking. */
export const graphWithQuestions = (questions: number): fc.Arbitrary<readonly [Graph, readonly Question[]]> =>
  hostileGraphs.chain((graph) =>
    fc.tuple(fc.constant(graph), fc.array(questionsOn(graph), { minLength: questions, maxLength: questions })),
  );

/** Gives how many of the answers had rows: a test that compares nothing with nothing would prove nothing. */
export async function agreesOnQuestions(
  graph: Graph,
  questions: readonly Question[],
  context: TenantContext,
  backend: GraphBackend,
): Promise<number> {
  let full = 0;
  for (const question of questions.flatMap(sides)) {
    const text = textOf(question);
    const plan = planQuery(text);
    expect(plan, text).toMatchObject({ ok: true });
    const expected = naiveAnswer(graph, question, LIMITS.rows);
    if (expected === null) continue;
    const bound = plan.ok && bind(plan.value, context, question.params);
    if (!bound || !bound.ok) throw new Error(`${text}\n${JSON.stringify(bound)}`);
    const answer = await execute(bound.value, backend);
    if (!answer.ok) throw new Error(`${text}\n${JSON.stringify(answer.error)}`);
    const reply = answer.value;
    expect(queryReplySchema.safeParse(reply).success, text).toBe(true);
    expect(reply.rows, text).toEqual(expected.rows);
    expect(reply.cut, text).toBe(expected.cut ? LIMITS.rows : null);
    if (expected.rows.length > 0) full++;
    const named = new Set(expected.rows.flatMap(idsIn));
    expect(byId(reply.nodes), text).toEqual(byId(graph.nodes.filter(({ id }) => named.has(id))));
    expect(byId(reply.edges), text).toEqual(byId(graph.edges.filter(({ id }) => named.has(id))));
  }
  return full;
}

/** True, false and unknown: a predicate of the first clause parts the rows in three, and each part must be right. */
function sides(question: Question): Question[] {
  const [first, ...others] = question.parts[0]!;
  if (first?.c !== 'match' || first.where === null) return [question];
  const { where } = first;
  const withWhere = (other: Say): Question => ({
    ...question,
    parts: [[{ ...first, where: other }, ...others], ...question.parts.slice(1)],
  });
  return [question, withWhere({ t: 'NOT', of: where }), withWhere({ t: 'IS NULL', of: where })];
}

function idsIn(value: Plain): string[] {
  if (Array.isArray(value)) return (value as readonly Plain[]).flatMap(idsIn);
  return typeof value === 'object' && value !== null ? Object.values(value as Record<string, string | string[]>).flat() : [];
}

/** The plans without text, over every node of the graph. */
export async function agreesOnBuilders(graph: Graph, context: TenantContext, backend: GraphBackend): Promise<void> {
  const ask = <T>(plan: Plan<T>): Promise<T> => answerOf(plan, context, backend);
  const ids = graph.nodes.map(({ id }) => id);
  for (const { id, label } of graph.nodes) {
    expect(await ask(neighbourCounts(id))).toEqual(naiveCounts(graph, id));
    expect(await ask(neighbours(id, { kinds: null, edgeKinds: null, cap: 2 }))).toEqual(naiveNeighbours(graph, id, null, null, 2));
    expect(await ask(neighbours(id, { kinds: ['alert', 'process'], edgeKinds: ['SPAWNED', 'CONNECTED'], cap: 50 }))).toEqual(
      naiveNeighbours(graph, id, ['alert', 'process'], ['SPAWNED', 'CONNECTED'], 50),
    );
    for (const text of [label, [...label].slice(0, 1).join('').toUpperCase()])
      if (text.trim() !== '') expect(await ask(search(text))).toEqual(naiveSearch(graph, text));
  }
  for (const from of ids) for (const to of ids) expect(await ask(pathBetween(from, to))).toEqual(naivePath(graph, from, to, LIMITS.hops));
  const some = ids.filter((_, index) => index % 2 === 0);
  for (const set of [ids, some]) {
    expect(await ask(byIds([...set, 'f'.repeat(32) as (typeof ids)[number]]))).toEqual(naiveRecords(graph, set));
    const others = ids.filter((id) => !set.includes(id) || id < '8');
    expect(await ask(joined(set, { to: others, skip: 0 }))).toEqual(naiveJoined(graph, set, others));
    expect(await ask(joined(set, { to: others, skip: graph.edges.length + 1 }))).toEqual({ nodes: [], edges: [], more: false });
    expect(await ask(timeline(set, { from: null, to: null }))).toEqual(naiveTimeline(graph, set, null, null));
    const [from, to] = [1_790_000_001_000, 1_790_000_003_000];
    expect(await ask(timeline(set, { from, to }))).toEqual(naiveTimeline(graph, set, from, to));
    expect(await ask(timeline(set, { from: null, to: from }))).toEqual(naiveTimeline(graph, set, null, from));
  }
}
