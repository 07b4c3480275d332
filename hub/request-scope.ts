/**
 * What belongs to one request while it runs: the id by which the log names it, and the records that were written of it. Each
 * line of the log that is written meanwhile has the id, and the request's own line has the records' ids: so a line leads
 * to the records of what it was about, and a desk's error to both. A record itself holds no request id.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { AuditId } from '../shared/graph/ids.ts';

interface RequestScope {
  readonly id: string;
  readonly records: AuditId[];
}

const scopes = new AsyncLocalStorage<RequestScope>();

export const newScope = (id: string): RequestScope => ({ id, records: [] });
export type { RequestScope };

export const within = (scope: RequestScope, work: () => void): void => scopes.run(scope, work);

/** For the log: what each line of a request begins with. */
export const scopeFields = (): { request?: string } => {
  const scope = scopes.getStore();
  return scope ? { request: scope.id } : {};
};

export const noteRecord = (id: AuditId): void => void scopes.getStore()?.records.push(id);
