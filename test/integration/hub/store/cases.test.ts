/** Cases at the hub, on both kinds of server: a version comes once, in an order, sealed to its tenant and its place, and stays. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { caseChanges, caseVersion, putCase } from '../../../../hub/cases/cases.ts';
import { LIMITS } from '../../../../shared/limits.ts';
import type { CasePutRequest } from '../../../../shared/protocol/cases.ts';
import type { TenantContext } from '../../../../shared/query/tenant-context.ts';
import { AUTHOR, firstVersion, nextVersion } from '../../../support/case-version.ts';
import { postgresKinds } from '../../../support/postgres.ts';
import { openOn } from './open.ts';
import type { OpenStore } from './open.ts';

describe.each(postgresKinds())('on %s', (kind) => {
  let hub: OpenStore;
  let a: TenantContext;
  let b: TenantContext;
  beforeAll(async () => {
    hub = await openOn(kind);
  }, 120_000);
  afterAll(async () => hub?.close());
  beforeEach(async () => {
    [a, b] = [await hub.tenant(), await hub.tenant()];
  });

  const put = (version: CasePutRequest, context = a, author = AUTHOR) => putCase(hub.store, context, author, version, 1_000);

  test('a version comes once, however often it is sent, and no other takes its id', async () => {
    const first = firstVersion();
    expect(await put(first)).toEqual({ ok: true, value: { seq: 1 } });
    expect(await put(first)).toEqual({ ok: true, value: { seq: 1 } });
    const others = [
      { ...first, body: '{}' },
      { ...first, head: { ...first.head, title: 'x' } },
      { ...first, case: randomUUID() },
    ];
    for (const other of others) expect(await put(other)).toMatchObject({ ok: false, error: { code: 'bad_input' } });
    expect(await put(first, a, { ...AUTHOR, subject: 'evan' })).toMatchObject({ error: { code: 'bad_input' } });
    expect(await caseChanges(hub.store, a, 0)).toEqual({
      versions: [{ seq: 1, id: first.id, case: first.case, author: AUTHOR, head: first.head }],
      last: 1,
      history: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(await caseVersion(hub.store, a, first.id)).toEqual({ ok: true, value: { case: first.case, body: first.body } });
  });

  test('two on the same version are both kept; one on nothing, on nothing known or on another case is refused, and leaves no gap', async () => {
    const first = firstVersion();
    const elsewhere = firstVersion();
    await put(first);
    await put(elsewhere);
    const refused = [
      nextVersion({ ...first, id: randomUUID() }),
      nextVersion({ ...first, id: elsewhere.id }),
      firstVersion({ case: first.case }),
    ];
    for (const version of refused) await expect(put(version)).rejects.toMatchObject({ error: { code: 'not_found' } });
    expect(await put(nextVersion(first))).toEqual({ ok: true, value: { seq: 3 } });
    expect(await put(nextVersion(first))).toEqual({ ok: true, value: { seq: 4 } });
    expect((await caseChanges(hub.store, a, 2)).versions.map(({ seq }) => seq)).toEqual([3, 4]);
  });

  test('many at once come in one order without a gap, and the same one at once comes once', async () => {
    const first = firstVersion();
    await put(first);
    const same = nextVersion(first);
    const all = await Promise.allSettled([...Array.from({ length: 6 }, () => put(nextVersion(first))), put(same), put(same), put(same)]);
    const taken = all.filter(({ status }) => status === 'fulfilled').length;
    expect(taken).toBeGreaterThanOrEqual(7);
    expect(await put(same)).toMatchObject({ ok: true });
    const { versions, last } = await caseChanges(hub.store, a, 0);
    expect(versions.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(last).toBe(8);
  });

  test('another tenant sees none of it, can build on none of it, and gets the answer that it gets for what never was', async () => {
    const first = firstVersion();
    await put(first);
    expect(await caseChanges(hub.store, b, 0)).toMatchObject({ versions: [], last: 0 });
    expect((await caseChanges(hub.store, b, 0)).history).not.toBe((await caseChanges(hub.store, a, 0)).history);
    expect(await caseVersion(hub.store, b, first.id)).toEqual(await caseVersion(hub.store, b, randomUUID()));
    await expect(put(nextVersion(first), b)).rejects.toMatchObject({ error: { code: 'not_found' } });
    expect(await put(firstVersion({ id: first.id, case: first.case }), b)).toMatchObject({ ok: true });
  });

  test('what is in the row is sealed to tenant, case and version', async () => {
    const first = firstVersion({ body: 'canary 77 body' });
    await put({ ...first, head: { ...first.head, title: 'canary 77 title' } });
    const row = await hub.store.tenant(a).selectFrom('case_version').selectAll().executeTakeFirstOrThrow();
    for (const sealed of [row.head, row.body]) expect(sealed.includes('canary') || sealed.includes('Dana')).toBe(false);
    const [keysA, keysB] = [await hub.store.tenantKeys(a), await hub.store.tenantKeys(b)];
    const name = `${first.case} ${first.id}`;
    expect(keysA.openText('case body', name, row.body)).toContain('canary');
    expect(() => keysB.openText('case body', name, row.body)).toThrow();
    expect(() => keysA.openText('case body', `${randomUUID()} ${first.id}`, row.body)).toThrow();
    expect(() => keysA.openText('case body', `${first.case} ${randomUUID()}`, row.body)).toThrow();
    expect(() => keysA.openText('case head', name, row.body)).toThrow();
  });

  test('there is an end to the bytes of a version and of all; what is refused counts for nothing', async () => {
    const large = firstVersion({ body: 'ä'.repeat(LIMITS.caseVersionBytes / 2 + 1) });
    expect(await put(large)).toMatchObject({ ok: false, error: { code: 'limit' } });
    expect(await put(firstVersion({ body: 'ä'.repeat(LIMITS.caseVersionBytes / 2) }))).toMatchObject({ ok: true });
    const counted = () => hub.store.tenant(a).selectFrom('case_counter').select(['seq', 'bytes']).executeTakeFirstOrThrow();
    const { bytes } = await counted();
    const { rows } = await sql<{ n: number }>`SELECT sum(octet_length(head) + octet_length(body)) AS n FROM case_version`.execute(
      hub.store.tenant(a),
    );
    expect(Number(rows[0]!.n)).toBe(bytes);
    await hub.store
      .tenant(a)
      .updateTable('case_counter')
      .set({ bytes: LIMITS.caseBytes - 100 })
      .execute();
    await expect(put(firstVersion())).rejects.toMatchObject({ error: { code: 'limit', text: expect.stringContaining('4 GB') } });
    expect(await counted()).toEqual({ seq: 1, bytes: LIMITS.caseBytes - 100 });
  });
});
