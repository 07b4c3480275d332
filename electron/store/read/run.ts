/** How a plan is run on this slice: bound to the tenant whose file it is, then executed. */
import type { Result } from '../../../shared/errors.ts';
import type { Plan } from '../../../shared/query/index.ts';

export type Run = <T>(plan: Plan<T>, params?: Record<string, unknown>) => Promise<Result<T>>;
