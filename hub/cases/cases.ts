/**
 * Cases at the hub: versions that come once, in an order, and stay. Each is sealed under the tenant's key with (tenant, case,
 * version) as associated data. Nobody's version replaces another's: two that stand on the same one are both kept.
 */
import { z } from 'zod';
import { actorSchema } from '../../shared/audit/record.ts';
import type { Actor } from '../../shared/audit/record.ts';
import { caseHeadSchema } from '../../shared/contract/cases.ts';
import { AppFailure, fail, ok } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { CaseChangesReply, CasePutReply, CasePutRequest, CaseVersionReply } from '../../shared/protocol/cases.ts';
import type { TenantContext } from '../../shared/query/tenant-context.ts';
import type { TenantKeys } from '../keys/tenant-keys.ts';
import { caseRow, caseRowsAfter, writeCases } from '../store/cases.ts';
import type { CaseRow } from '../store/cases.ts';
import type { HubStore } from '../store/store.ts';

const HEAD = 'case head';
const BODY = 'case body';
const sealedHeadSchema = z.strictObject({ author: actorSchema, head: caseHeadSchema });
type Named = Pick<CaseRow, 'id' | 'case_id'>;

const nameOf = ({ case_id, id }: Named): string => `${case_id} ${id}`;
const openHead = (keys: TenantKeys, row: Named & Pick<CaseRow, 'head'>) =>
  sealedHeadSchema.parse(JSON.parse(keys.openText(HEAD, nameOf(row), row.head)));

/** Takes a version once; sent again, it has the place that it had. `author` is whoever the context's session says. */
export async function putCase(
  store: HubStore,
  context: TenantContext,
  author: Actor,
  { id, case: caseId, head, body }: CasePutRequest,
  now: number,
): Promise<Result<CasePutReply>> {
  if (Buffer.byteLength(body) > LIMITS.caseVersionBytes) return fail('limit');
  const keys = await store.tenantKeys(context);
  const named = { id, case_id: caseId };
  const headText = JSON.stringify({ author, head });
  const known = await caseRow(store, context, id);
  if (known) return same(keys, known, named, headText, body) ? ok({ seq: known.seq }) : fail('bad_input', OTHER_CONTENT);
  const row = {
    ...named,
    received_at: now,
    head: keys.sealText(HEAD, nameOf(named), headText),
    body: keys.sealText(BODY, nameOf(named), body),
  };
  return ok(
    await writeCases(store, context, row.head.length + row.body.length, async (writer, { seq, bytes }) => {
      // It may have come twice at once.
      if (await writer.has(id)) throw new AppFailure('rate');
      const versions = await writer.versions(caseId);
      const known = head.parents.every((parent) => versions.has(parent));
      if (!known || (head.parents.length === 0) !== (versions.size === 0)) throw new AppFailure('not_found', NO_PARENT);
      if (bytes > LIMITS.caseBytes) throw new AppFailure('limit', TOO_MANY_BYTES);
      if (versions.size >= LIMITS.caseVersions) throw new AppFailure('limit', TOO_MANY_VERSIONS);
      if (versions.size === 0 && (await writer.cases()) >= LIMITS.cases) throw new AppFailure('limit', TOO_MANY_CASES);
      await writer.add({ ...row, seq });
      return { seq };
    }),
  );
}

const OTHER_CONTENT = { text: 'There is another version of this id.', next: 'Save it once more as a new version.' };
const NO_PARENT = { text: 'The version that this one stands on is not at the hub.', next: 'Restore it on top of the present one.' };
const TOO_MANY_VERSIONS = {
  text: `A case has ${LIMITS.caseVersions} versions at most.`,
  next: 'Close it and go on in a new case that names it.',
};
const TOO_MANY_BYTES = {
  text: `The cases of a customer hold ${LIMITS.caseBytes / 1024 ** 3} GB at most.`,
  next: 'Tell your administrator.',
};
const TOO_MANY_CASES = { text: `A customer has ${LIMITS.cases} cases at most.`, next: 'Ask your lead.' };

function same(keys: TenantKeys, row: CaseRow, named: Named, headText: string, body: string): boolean {
  if (row.case_id !== named.case_id) return false;
  return keys.openText(HEAD, nameOf(row), row.head) === headText && keys.openText(BODY, nameOf(row), row.body) === body;
}

export async function caseChanges(store: HubStore, context: TenantContext, after: number): Promise<CaseChangesReply> {
  const keys = await store.tenantKeys(context);
  const { rows, last } = await caseRowsAfter(store, context, after, LIMITS.casePage);
  return {
    versions: rows.map((row) => ({ seq: row.seq, id: row.id, case: row.case_id, ...openHead(keys, row) })),
    last,
    history: keys.history,
  };
}

export async function caseVersion(store: HubStore, context: TenantContext, id: string): Promise<Result<CaseVersionReply>> {
  const row = await caseRow(store, context, id);
  if (!row) return fail('not_found');
  const keys = await store.tenantKeys(context);
  return ok({ case: row.case_id, body: keys.openText(BODY, nameOf(row), row.body) });
}
