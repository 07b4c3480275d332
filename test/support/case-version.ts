/** A version of a case as a desk sends it. */
import { randomUUID } from 'node:crypto';
import type { Actor } from '../../shared/audit/record.ts';
import type { CasePutRequest } from '../../shared/protocol/cases.ts';

export const AUTHOR: Actor = { issuer: 'mssp', subject: 'dana', name: 'Dana' };

const CHANGED = { title: true, status: false, notes: true, canvas: false, added: 0, removed: 0 };

export const firstVersion = (more: Partial<CasePutRequest> = {}): CasePutRequest => ({
  id: randomUUID(),
  case: randomUUID(),
  head: { title: 'Beacon', status: { state: 'open' }, parents: [], at: 1, changed: CHANGED, evidence: 0, drawn: 0 },
  body: JSON.stringify({ notes: 'it beacons', canvas: null, evidence: [] }),
  ...more,
});

/** On top of another version of the same case. */
export const nextVersion = (before: CasePutRequest, more: Partial<CasePutRequest> = {}): CasePutRequest =>
  firstVersion({ case: before.case, head: { ...before.head, parents: [before.id], at: before.head.at + 1 }, ...more });
