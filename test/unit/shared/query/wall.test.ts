/** The isolation wall of the planner: what names the tenant is refused by name before anything is read (ISOLATION 15 to 22). */
import { describe, expect, test } from 'vitest';
import { bind, execute, planQuery } from '../../../../shared/query/index.ts';
import type { SliceBackend } from '../../../../shared/query/index.ts';
import { makeTenantContext } from '../../../../shared/query/tenant-context.ts';
import { GRANT, OTHER, TENANT } from '../../../support/slice-facts.ts';

const context = makeTenantContext({ tenant: TENANT, role: 'investigator', grant: GRANT });

function bound(text: string, params: Record<string, unknown> = {}) {
  const plan = planQuery(text);
  if (!plan.ok) throw new Error(`${text}: ${plan.error.text}`);
  return bind(plan.value, context, params);
}

function refusal(text: string, params: Record<string, unknown> = {}) {
  const result = bound(text, params);
  if (result.ok) throw new Error(`${text} was bound`);
  return result.error;
}

describe('a literal tenant, however it is spelled (15, 22)', () => {
  test.each([
    'n.tenant',
    'n.tenant_id',
    'n.tenantId',
    'n.TENANT_ID',
    'n.TeNaNt',
    'n.tenants',
    'n.`tenant`',
    'n.`tenant id`',
    'n.`tenant-id`',
    "n['tenant']",
    "n['tenant\\u005fid']",
    "n['\\u0074enant']",
    'n.`\\u0074enant`',
    'n.`\\u0074\\u0065nant_id`',
    'n.tеnant',
    'n.ｔｅｎａｎｔ',
    'n.`te\u200bnant`',
    'n.`te\u00adnant`',
    'n.`t\u0301enant`',
    'n.`ten\u{1d41a}nt`',
    'n . /* a comment */ tenant',
    'n.\n// to the end\ntenant_id',
  ])('%j', (written) => {
    const error = refusal(`MATCH (n:host) WHERE ${written} = 'x' RETURN n`);
    expect(error).toMatchObject({ code: 'cross_tenant', text: 'cross-tenant traversal not permitted' });
    expect(error.trace!.filter((line) => line.startsWith('✗ '))).toHaveLength(1);
    expect(error.trace!.find((line) => line.startsWith('✗ '))).toMatch(/^✗ filter /);
    expect(error.place).toBeDefined();
  });

  test.each([
    ['MATCH (n {tenant: 1}) RETURN n', '✗ filter'],
    ['MATCH (n)-[e {tenant_id: $p}]-(m) RETURN n', '✗ filter'],
    ['MATCH (tenant) RETURN tenant', '✗ scan'],
    ['MATCH (a)-[tenant]-(b) RETURN b', '✗ expand'],
    ['MATCH (a)-[e]-(tenantId) RETURN a', '✗ expand'],
    ['MATCH (n) RETURN n.tenant', '✗ return'],
    ['MATCH (n) RETURN [n.id, [n.tenant_id]]', '✗ return'],
    ['MATCH (n) RETURN n.label AS tenant', '✗ return'],
    ['MATCH (n) RETURN n ORDER BY n.tenant DESC', '✗ order'],
    ['MATCH (n) WHERE NOT (n.a = 1 OR n.tenant IS NULL) RETURN n', '✗ filter'],
    ['MATCH (n) WHERE n.label IN [$tenant] RETURN n', '✗ filter'],
    ['MATCH (n) RETURN n LIMIT $tenant', '✗ limit'],
    ['MATCH (n) RETURN n SKIP $tenant', '✗ skip'],
    ['MATCH (n) OPTIONAL MATCH (n)--(tenant) RETURN n', '✗ expand'],
    ['MATCH (n) OPTIONAL MATCH (n)--(m) WHERE m.tenant_id = 1 RETURN n', '✗ filter'],
    ['MATCH (n) OPTIONAL MATCH (m {tenantId: 1}) RETURN n', '✗ filter'],
    ['MATCH (n) RETURN n UNION MATCH (n) WHERE n.tenant = 2 RETURN n', '✗ filter'],
    ['MATCH (n) RETURN n.label AS l UNION ALL MATCH (n) RETURN n.tenant AS l', '✗ return'],
    ['MATCH (n) WITH n.label AS tenant RETURN 1', '✗ with'],
    ['MATCH (n) WITH n AS m, n.tenant_id AS x RETURN m', '✗ with'],
    ['MATCH (n) WITH n ORDER BY n.tenants RETURN n', '✗ order'],
    ['MATCH (n) WITH n WHERE n.tenant = 1 RETURN n', '✗ filter'],
    ['MATCH (n) RETURN count(n.tenant)', '✗ return grouped'],
    ['MATCH (n) RETURN n.kind, collect(DISTINCT n.tenantId)', '✗ return grouped'],
    ['MATCH (n) RETURN toLower(n.tenant)', '✗ return'],
    ['MATCH (n) WHERE coalesce(n.label, [$tenant][0]) = 1 RETURN n', '✗ filter'],
    ['UNWIND $tenant AS x RETURN x', '✗ unwind'],
    ['UNWIND [1] AS tenant_id RETURN 1', '✗ unwind'],
    ['MATCH tenant = (a)--(b) RETURN a', '✗ name tenant'],
    ['MATCH p = (a)--(b) RETURN nodes(p)[0].tenant', '✗ return'],
    ["MATCH p = (a)--(b) RETURN head(nodes(p))['tenant']", '✗ return'],
    ['MATCH p = (a)--(b) WHERE any(x IN nodes(p) WHERE x.tenant = 1) RETURN p', '✗ filter'],
    ['MATCH p = (a)--(b) RETURN [tenant IN nodes(p) | 1]', '✗ return'],
    ['MATCH p = (a)--(b) RETURN [x IN nodes(p) | x.`te\u200bnant`]', '✗ return'],
    ['MATCH p = shortestPath((a)-[*..3]-(b {tenant: 1})) RETURN p', '✗ filter'],
    ['MATCH p = shortestPath((a)-[*..3]-(tenant)) RETURN p', '✗ scan'],
    ['MATCH p = shortestPath((a)-[tenant*..3]-(b)) RETURN p', '✗ shortest'],
    ['MATCH p = allShortestPaths((a)-[*..3]-(b)) WITH p, a.tenant AS x RETURN p', '✗ with'],
    ['EXPLAIN MATCH (n) WHERE n.tenant = 1 RETURN n', '✗ filter'],
  ])('%s', (text, marked) => {
    const error = refusal(text, { p: 1, tenant: 1 });
    expect(error.code).toBe('cross_tenant');
    expect(error.trace!.find((line) => line.startsWith('✗'))).toContain(marked);
  });

  test('the trace is the whole plan, and marks one step', () => {
    expect(refusal("MATCH (h:host)-[:RAN_ON]-(p) WHERE p.tenant = 'b' RETURN p").trace).toEqual([
      '  scan (p)',
      '✗ filter p.tenant = "b"',
      '  expand (p)-[_1:RAN_ON]-(h:host)',
      '  return p',
      '  order by ids',
      '  limit 500 (default)',
    ]);
  });

  test('names that merely look similar, and values, are nobody else’s (honest twin)', () => {
    for (const name of ['tent', 'tenancy', 'attendant', 'lieutenant', 'tenanted', 'owner'])
      expect(bound(`MATCH (n) WHERE n.${name} = 1 RETURN n`)).toMatchObject({ ok: true });
    expect(bound(`MATCH (n) WHERE n.label = 'tenant' OR n.label = '${OTHER}' RETURN n`)).toMatchObject({ ok: true });
    expect(bound('MATCH (n) WHERE n.label = $p RETURN n', { p: OTHER })).toMatchObject({ ok: true });
    for (const text of [
      "MATCH (n) OPTIONAL MATCH (n)--(m {owner: 'tenant'}) WITH m, count(*) AS tenures RETURN m UNION MATCH (m) RETURN m",
      "MATCH p = shortestPath((a)-[*..3]-(b)) WITH p AS way RETURN [x IN nodes(way) WHERE x.label <> 'tenant' | toLower(x.tent)]",
      "UNWIND ['tenant'] AS word RETURN word",
    ])
      expect(bound(text), text).toMatchObject({ ok: true });
  });
});

describe('a tenant in parameters (19)', () => {
  const text = 'MATCH (n:host) WHERE n.label = $p RETURN n';
  test.each<[string, Record<string, unknown>]>([
    ['by its name', { p: 'x', tenant: OTHER }],
    ['by its name, unused', { p: 'x', Tenant_Id: OTHER }],
    ['in a map', { p: { tenant: OTHER } }],
    ['in a list of maps', { p: ['a', [{ tenant_id: OTHER }]] }],
    ['deep in a map', { p: { a: { b: [{ c: { tenantId: OTHER } }] } } }],
    ['in a Map', { p: new Map([['tenant', OTHER]]) }],
    ['beside a used one', { p: 'x', q: { deep: [{ 'te\u200bnant': 1 }] } }],
    ['hidden from enumeration', { p: Object.defineProperty({}, 'tenant', { value: OTHER, enumerable: false }) }],
    ['inherited', { p: Object.create({ tenant: OTHER }) as unknown }],
  ])('%s', (_, params) => {
    const error = refusal(text, params);
    expect(error.code).toBe('cross_tenant');
    expect(error.trace!.some((line) => line.startsWith('✗'))).toBe(true);
  });

  test('values of the language pass, others are refused without a word about tenants (honest twin)', () => {
    for (const p of ['x', 1, true, null, ['a', 1, null]]) expect(bound(text, { p })).toMatchObject({ ok: true });
    for (const p of [{ a: 1 }, undefined, Number.NaN, 1n, Symbol('x'), new Date(), 'x'.repeat(5_000)])
      expect(bound(text, { p })).toMatchObject({ ok: false, error: { code: 'bad_input' } });
    expect(bound(text)).toMatchObject({ ok: false, error: { code: 'bad_input', text: 'The parameter $p has no value.' } });
  });
});

describe('a pattern without an end (21)', () => {
  test.each([
    'MATCH (a)-[*]->(b) RETURN b',
    'MATCH (a)-[*1..]->(b) RETURN b',
    'OPTIONAL MATCH (a)-[*]-(b) RETURN b',
    'MATCH (a)-[:SPAWNED*..]->(b) RETURN b',
  ])('%s', (text) => {
    expect(planQuery(text)).toMatchObject({ ok: false, error: { code: 'query_unsupported' } });
  });

  test('a bounded one is bound (honest twin)', () => {
    expect(bound('MATCH (a)-[:SPAWNED*..3]->(b) RETURN b')).toMatchObject({ ok: true });
  });
});

describe('what is executed (20)', () => {
  const untouchable = new Proxy({} as SliceBackend, {
    get: (_, name) => {
      if (name === 'tenant') return TENANT;
      if (name === 'dialect') return 'sqlite';
      throw new Error(`the store was asked for its ${String(name)}`);
    },
  });
  const good = () => {
    const result = bound('MATCH (n) WHERE n.label = $p RETURN n', { p: 'x' });
    if (!result.ok) throw new Error('not bound');
    return result.value;
  };

  test('a bound plan can not be changed', () => {
    const plan = good();
    expect(() => Object.assign(plan, { context: null })).toThrow(TypeError);
    expect(() => Object.assign(plan.operators[0]!, { kinds: null })).toThrow(TypeError);
    expect(() => (plan.operators as unknown[]).push({ op: 'scan' })).toThrow(TypeError);
    expect(() => Object.assign(plan.context, { tenant: OTHER })).toThrow(TypeError);
    const list = ['a'];
    const withList = bound('MATCH (n) WHERE n.label IN $p RETURN n', { p: list });
    list.push('b');
    expect(JSON.stringify(withList)).not.toContain('"b"');
  });

  test.each<[string, () => unknown]>([
    ['revived from JSON', () => JSON.parse(JSON.stringify(good()))],
    ['cloned', () => structuredClone(good())],
    ['spread', () => ({ ...good() })],
    ['built by hand', () => ({ context, slots: [], operators: [{ op: 'records', ids: [] }] })],
    ['with a borrowed prototype', () => Object.create(good()) as unknown],
    ['behind a proxy', () => new Proxy(good(), {})],
    ['a plan that was never bound', () => planQuery('MATCH (n) RETURN n')],
    ['nothing', () => null],
  ])('%s is refused before the store is asked', async (_, made) => {
    expect(await execute(made() as never, untouchable)).toMatchObject({
      ok: false,
      error: { code: 'cross_tenant', trace: ['✗ execute: this plan is not bound'] },
    });
  });

  test('a plan bound to another tenant is refused before the store is asked', async () => {
    const other = makeTenantContext({ tenant: OTHER, role: 'investigator', grant: GRANT });
    const plan = planQuery('MATCH (n) RETURN n');
    const made = plan.ok && bind(plan.value, other);
    if (!made || !made.ok) throw new Error('not bound');
    const refused = await execute(made.value, untouchable);
    expect(refused).toMatchObject({ ok: false, error: { code: 'cross_tenant' } });
    expect(JSON.stringify(refused)).not.toContain(TENANT);
    await expect(execute(good(), untouchable)).rejects.toThrow('the store was asked');
  });

  test('a context that was not made, or a plan that was not planned, binds nothing', () => {
    const plan = planQuery('MATCH (n) RETURN n');
    if (!plan.ok) throw new Error('not planned');
    expect(bind(plan.value, { ...context })).toMatchObject({ ok: false, error: { code: 'no_context' } });
    expect(bind(JSON.parse(JSON.stringify(plan.value)) as typeof plan.value, context)).toMatchObject({
      ok: false,
      error: { code: 'internal' },
    });
  });
});

describe('who may ask', () => {
  test('the hub’s own work may not query, and a role needs its permission', () => {
    const plan = planQuery('MATCH (n) RETURN n');
    if (!plan.ok) throw new Error('not planned');
    const ingest = makeTenantContext({ tenant: TENANT, role: null, grant: null, purpose: 'ingest' });
    expect(bind(plan.value, ingest)).toMatchObject({ ok: false, error: { code: 'not_permitted' } });
    expect(bind(plan.value, makeTenantContext({ tenant: TENANT, role: 'observer', grant: GRANT }))).toMatchObject({
      ok: false,
      error: { code: 'not_permitted' },
    });
  });

  test('LIMIT and caps are held', () => {
    expect(bound('MATCH (n) RETURN n LIMIT 501')).toMatchObject({ ok: false, error: { code: 'limit' } });
    expect(bound('MATCH (n) RETURN n LIMIT $p', { p: 'x' })).toMatchObject({ ok: false, error: { code: 'bad_input' } });
    expect(bound('MATCH (n) RETURN n LIMIT $p', { p: 1.5 })).toMatchObject({ ok: false, error: { code: 'bad_input' } });
  });
});
