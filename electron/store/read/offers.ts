/** What palette and completion offer from the records: questions of the one planner, bound and walled in like any other. */
import type { ActionOutput, ActionParsed } from '../../../shared/contract/index.ts';
import { ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { NODE_KINDS } from '../../../shared/graph/kinds.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { planOf } from './plans.ts';
import type { Run } from './run.ts';

const NEWEST = `MATCH (a:alert) RETURN a ORDER BY a.lastSeen DESC LIMIT ${LIMITS.alertsOffered}`;

export async function newestAlerts(run: Run): Promise<Result<ActionOutput<'graph.alerts'>>> {
  const plan = planOf(NEWEST);
  const read = plan.ok ? await run(plan.value) : plan;
  if (!read.ok) return read;
  return ok({ alerts: read.value.nodes.map(({ id, kind, label, lastSeen, count }) => ({ id, kind, label, lastSeen, count })) });
}

/** Texts only: numbers are written faster than chosen. */
export async function valuesOf(
  { kind, property, prefix }: ActionParsed<'graph.values'>,
  run: Run,
): Promise<Result<ActionOutput<'graph.values'>>> {
  const name = `\`${property.replaceAll('`', '``')}\``;
  const pattern = (NODE_KINDS as readonly string[]).includes(kind) ? `(v:${kind})` : `()-[v:${kind}]->()`;
  const plan = planOf(
    `MATCH ${pattern} WHERE v.${name} STARTS WITH $prefix RETURN DISTINCT v.${name} AS value ORDER BY value LIMIT ${LIMITS.valuesOffered}`,
  );
  const read = plan.ok ? await run(plan.value, { prefix }) : plan;
  return read.ok ? ok({ values: read.value.rows.flatMap(([value]) => (typeof value === 'string' ? [value] : [])) }) : read;
}
