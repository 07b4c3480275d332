/**
 * The one planner. Text (`planQuery`) or a builder makes a frozen plan; `bind` ties it to a `TenantContext` or refuses it;
 * `execute` runs a bound plan on a back end and takes nothing else:
 *
 *   planQuery(text: string): Result<Plan<QueryReply>>
 *   neighbourCounts(id: RecordId): Plan<Counts>
 *   neighbours(id: RecordId, { kinds, edgeKinds, cap }): Plan<Expansion>
 *   pathBetween(from: RecordId, to: RecordId): Plan<Path>
 *   byIds(ids: readonly RecordId[]): Plan<Records>
 *   joined(ids: readonly RecordId[], { to, skip }): Plan<Joined>
 *   search(text: string): Plan<Hits>
 *   timeline(ids: readonly RecordId[], { from, to }): Plan<Timeline>
 *   bind<T>(plan: Plan<T>, context: TenantContext, params?: Record<string, unknown>): Result<BoundPlan<T>>
 *   execute<T>(bound: BoundPlan<T>, backend: GraphBackend): Promise<Result<T>>
 *
 * `makeTenantContext` is not here: import it from `./tenant-context.ts`, where the layer rule allows it.
 * The renderer imports `./parse/index.ts` only.
 */
export type { TenantContext } from './tenant-context.ts';
export type { Adjacency, GraphBackend, HubBackend, SealedEdge, SealedNode, SliceBackend } from './backend.ts';
export type { Statement } from './sql/statement.ts';
export { isStatement } from './sql/statement.ts';
export type { Counts, Expansion, Hits, Joined, Path, Records, Timeline } from './answers.ts';
export { planQuery } from './plan/from-query.ts';
export { byIds, joined, neighbourCounts, neighbours, pathBetween, search, timeline } from './plan/builders.ts';
export type { NeighbourOptions } from './plan/builders.ts';
export type { Plan } from './plan/plan.ts';
export { bind } from './bind/bind.ts';
export type { BoundPlan } from './bind/bind.ts';
export { execute } from './execute/execute.ts';
export { foldLabel } from './text.ts';
