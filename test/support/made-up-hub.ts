/** A hub whose rows a test makes up as they are asked for, and questions to it. */
import type { AppError, Result } from '../../shared/errors.ts';
import type { QueryReply } from '../../shared/contract/graph.ts';
import { LIMITS } from '../../shared/limits.ts';
import { bind, execute, planQuery } from '../../shared/query/index.ts';
import type { HubBackend, Statement } from '../../shared/query/index.ts';
import { makeTenantContext } from '../../shared/query/tenant-context.ts';
import { GRANT, TENANT } from './slice-facts.ts';

export const context = makeTenantContext({ tenant: TENANT, role: 'investigator', grant: GRANT });
type Rows = readonly Readonly<Record<string, unknown>>[];

export interface Hub {
  readonly backend: HubBackend;
  /** How often others came first, and the times that statements were given. */
  rests: number;
  readonly given: number[];
}
export function hubOf(rows: (statement: Statement) => Rows = () => []): Hub {
  const given: number[] = [];
  const hub: Hub = {
    given,
    rests: 0,
    backend: {
      dialect: 'postgres',
      tenant: TENANT,
      rows: (statement, ms) => {
        given.push(ms!);
        return Promise.resolve(rows(statement));
      },
      letOthers: () => {
        hub.rests++;
        return Promise.resolve();
      },
      openNode: ({ id }) => ({ id, kind: 'host', label: id, firstSeen: 1, lastSeen: 1, count: 1, props: { x: 1 } }),
      openEdge: () => {
        throw new Error('no edge is asked for');
      },
    },
  };
  return hub;
}
export function ask(text: string, hub = hubOf(), params: Record<string, unknown> = {}, now = (): number => 0): Promise<Result<QueryReply>> {
  const plan = planQuery(text);
  const bound = plan.ok ? bind(plan.value, context, params) : plan;
  return bound.ok ? execute(bound.value, hub.backend, { ms: LIMITS.queryMs, now }) : Promise.resolve(bound);
}
export async function refusal(text: string, hub?: Hub, now?: () => number): Promise<AppError> {
  const answer = await ask(text, hub, {}, now);
  if (answer.ok) throw new Error(`${text} was answered`);
  return answer.error;
}

export const uuid = (number: number): string =>
  number
    .toString(16)
    .padStart(32, '0')
    .replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
