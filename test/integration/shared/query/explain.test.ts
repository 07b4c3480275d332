/** EXPLAIN and the caps: what a person reads of a plan, of an answer that was cut, and of a question that was too broad. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AppError, Result } from '../../../../shared/errors.ts';
import { queryReplySchema } from '../../../../shared/contract/graph.ts';
import type { QueryReply } from '../../../../shared/contract/graph.ts';
import { LIMITS } from '../../../../shared/limits.ts';
import { bind, execute, planQuery } from '../../../../shared/query/index.ts';
import type { GraphBackend, HubBackend, SliceBackend } from '../../../../shared/query/index.ts';
import { makeTenantContext } from '../../../../shared/query/tenant-context.ts';
import type { EdgeRecord, NodeRecord } from '../../../../shared/graph/records.ts';
import { openSliceOf } from '../../../support/open-slice.ts';
import type { OpenedSlice } from '../../../support/open-slice.ts';
import { GRANT, OTHER, TENANT, recordId } from '../../../support/slice.ts';

const context = makeTenantContext({ tenant: TENANT, role: 'investigator', grant: GRANT });

function ask(text: string, backend: GraphBackend, ms: number = LIMITS.queryMs, now = () => performance.now()): Promise<Result<QueryReply>> {
  const plan = planQuery(text);
  const bound = plan.ok ? bind(plan.value, context) : plan;
  if (!bound.ok) throw new Error(bound.error.text);
  return execute(bound.value, backend, { ms, now });
}
async function refusal(text: string, backend: GraphBackend, ms?: number, now?: () => number): Promise<AppError> {
  const answer = await ask(text, backend, ms, now);
  if (answer.ok) throw new Error(`${text} was answered`);
  return answer.error;
}

/** A store that has no rows to give: whoever asks it for some fails. */
const untouched = (dialect: GraphBackend['dialect']): GraphBackend =>
  ({
    dialect,
    tenant: TENANT,
    rows: () => {
      throw new Error('the store was asked');
    },
    adjacency: {},
    letOthers: () => Promise.resolve(),
    blindTokens: (kind: string) => (kind === 'host' ? [new Uint8Array(16)] : null),
  }) as unknown as GraphBackend;

describe('EXPLAIN', () => {
  const text =
    "EXPLAIN MATCH (h:host)-[r:RAN_ON]-(p:process)-[s:SPAWNED*1..2]->(c) WHERE h.label = 'ws-1' AND p.count > 2 AND c.label CONTAINS 'x' " +
    'OPTIONAL MATCH w = shortestPath((c)-[*..4]-(a:alert)) WITH c, count(DISTINCT a) AS alerts WHERE alerts > 1 RETURN c, alerts ORDER BY alerts DESC';

  test('on the desk says what goes over arrays, indexes and records', async () => {
    const answer = await ask(text, untouched('sqlite'));
    if (!answer.ok) throw new Error(answer.error.text);
    expect(queryReplySchema.safeParse(answer.value).success).toBe(true);
    expect(answer.value.rows).toEqual([
      ['scan (h:host)', 'SQL: the index of labels'],
      ['filter h.label = "ws-1"', 'in the statement of the scan'],
      ['expand (h)-[r:RAN_ON]-(p:process)', 'arrays in memory'],
      ['filter p.count > 2', 'SQL: over the records found so far'],
      ['expand (p)-[s:SPAWNED*1..2]->(c)', 'arrays in memory'],
      ['filter c.label CONTAINS "x"', 'SQL: over the records found so far'],
      ['optional match', 'from each row so far; a row that finds nothing stays, with nulls'],
      ['scan (a:alert)', 'arrays in memory: the kind of every node'],
      ['shortest (c)-[_5*1..4]-(a)', 'arrays in memory, from both ends at once'],
      ['name w = (c)-[_5]-(a)', 'a name for what is bound; nothing is read'],
      ['with grouped c, count(DISTINCT a) AS alerts', 'rows that agree in c become one; over records read from the slice'],
      ['filter alerts > 1', 'over records read from the slice'],
      ['return c, alerts', 'variables as they are; over records read from the slice'],
      ['order by alerts DESC, ids', 'over records read from the slice; ties by ids'],
      ['limit 500 (default)', 'of the rows in order'],
      ['tenant', expect.stringContaining('one tenant')],
      ['caps', '200,000 rows in all, 192 MB, 10 s: beyond them the answer is "too broad", and names the step'],
      ['answer', 'cut at 500 rows, and says so'],
    ]);
  });

  test('at the hub says what is asked in SQL, and what after opening', async () => {
    const answer = await ask(text, untouched('postgres'));
    if (!answer.ok) throw new Error(answer.error.text);
    const how = new Map(answer.value.rows as [string, string][]);
    expect(how.get('filter h.label = "ws-1"')).toBe('SQL: the blind index of labels, and again after opening sealed values');
    expect(how.get('filter p.count > 2')).toBe('SQL: over what stands in clear');
    expect(how.get('filter c.label CONTAINS "x"')).toBe('after opening sealed values');
    expect(how.get('shortest (c)-[_5*1..4]-(a)')).toBe('SQL: one statement a level, from both ends at once');
    expect(how.get('tenant')).toContain('every table of every statement');
  });

  test('says that a walk ends early where it does, and not in a union, which takes all', async () => {
    const wayOf = async (question: string): Promise<unknown> => {
      const answer = await ask(`EXPLAIN ${question}`, untouched('sqlite'));
      return answer.ok && answer.value.rows.find(([step]) => String(step).startsWith('expand'))![1];
    };
    expect(await wayOf('MATCH (a)-->(b) RETURN a')).toBe('arrays in memory, by ids, until there are enough rows');
    expect(await wayOf('MATCH (a)-->(b) RETURN a LIMIT 3')).toBe('arrays in memory, by ids, until there are enough rows');
    expect(await wayOf('MATCH (a)-->(b) RETURN a UNION MATCH (a) RETURN a')).toBe('arrays in memory');
    expect(await wayOf('MATCH (a)-->(b) RETURN DISTINCT a')).toBe('arrays in memory');
  });

  test('names no tenant, and is refused like the question itself', async () => {
    for (const dialect of ['sqlite', 'postgres'] as const)
      expect(JSON.stringify(await ask(text, untouched(dialect)))).not.toContain(TENANT);
    const plan = planQuery('EXPLAIN MATCH (n) WHERE n.tenant = 1 RETURN n');
    if (!plan.ok) throw new Error('not planned');
    expect(bind(plan.value, context)).toMatchObject({ ok: false, error: { code: 'cross_tenant' } });
    const other = { ...untouched('sqlite'), tenant: OTHER } as SliceBackend;
    expect(await refusal('EXPLAIN MATCH (n) RETURN n', other)).toMatchObject({ code: 'cross_tenant' });
    const answer = await ask('EXPLAIN MATCH (n:host) RETURN n.label LIMIT 3', untouched('sqlite'));
    expect(answer.ok && answer.value.rows.at(-1)).toEqual(['answer', 'as many rows as LIMIT says']);
  });
});

describe('caps', () => {
  const nodes = Array.from({ length: 1_200 }, (_, index): NodeRecord => ({
    ...{ id: recordId(`n${index}`), kind: 'host', label: `n${index}` },
    ...{ firstSeen: 1, lastSeen: 1, count: index, props: {} },
  }));
  const edges = Array.from({ length: 6_000 }, (_, index): EdgeRecord => ({
    ...{ id: recordId(`e${index}`), kind: 'CONNECTED', src: nodes[index % 7]!.id, dst: nodes[index % 11]!.id },
    ...{ firstSeen: 1, lastSeen: 1, count: 1, props: {}, times: [1] },
  }));
  const at = mkdtempSync(join(tmpdir(), 'netgraph-caps-'));
  let opened: OpenedSlice;
  beforeAll(() => {
    opened = openSliceOf({ nodes, edges }, at);
  });
  afterAll(() => {
    opened.close();
    rmSync(at, { recursive: true });
  });

  test.each([
    ['MATCH (n) RETURN n', LIMITS.rows, LIMITS.rows],
    ['MATCH (n) RETURN n.label ORDER BY n.count', LIMITS.rows, LIMITS.rows],
    ['MATCH (n) RETURN DISTINCT n', LIMITS.rows, LIMITS.rows],
    ['MATCH (n) RETURN n UNION MATCH (n) RETURN n', LIMITS.rows, LIMITS.rows],
    ['MATCH (n) WHERE n.count < 300 RETURN n UNION ALL MATCH (n) WHERE n.count < 300 RETURN n', LIMITS.rows, LIMITS.rows],
    ['MATCH (n) RETURN n LIMIT 2 UNION MATCH (n) RETURN n', LIMITS.rows, LIMITS.rows],
    ['UNWIND range(1, 501) AS x RETURN x', LIMITS.rows, LIMITS.rows],
    ['MATCH (n) RETURN n LIMIT 500', LIMITS.rows, null],
    ['MATCH (n) RETURN n SKIP 1000', 200, null],
    ['MATCH (n) WHERE n.count < 500 RETURN n', 500, null],
    ['MATCH (n) RETURN count(*)', 1, null],
  ])('%s gives %i rows, cut at %j', async (text, rows, cut) => {
    const answer = await ask(text, opened.backend);
    if (!answer.ok) throw new Error(answer.error.text);
    expect([answer.value.rows.length, answer.value.cut]).toEqual([rows, cut]);
  });

  test('pages by SKIP and LIMIT are the whole, in order and once', async () => {
    const ids: unknown[] = [];
    for (let skip = 0; skip < 1_200; skip += 400) {
      const answer = await ask(`MATCH (n) RETURN n.id SKIP ${skip} LIMIT 400`, opened.backend);
      if (answer.ok) ids.push(...answer.value.rows.flat());
    }
    expect(ids).toEqual(nodes.map(({ id }) => id).sort());
  });

  test.each([
    ['MATCH (a), (b) RETURN a, b', 'rows', 'scan (b)'],
    ['MATCH (a)-[e*1..4]-(b) RETURN count(*)', 'rows', 'expand (a)-[e*1..4]-(b)'],
    ['MATCH (a) WITH collect(a) AS all UNWIND all AS x UNWIND all AS y UNWIND all AS z RETURN x', 'rows', 'unwind all AS y'],
    ['MATCH p = allShortestPaths((a)-[*..6]-(b)) RETURN p', 'rows', 'scan (b)'],
    ['UNWIND range(1, 20000) AS x RETURN count([y IN range(1, 1000) WHERE y > x])', 'edges', 'return grouped'],
  ])('%s is too broad: it says how much, and at which step', async (text, what, step) => {
    const error = await refusal(text, opened.backend);
    expect(error).toMatchObject({ code: 'too_broad', next: expect.stringContaining('Narrow') as string });
    expect(error.text).toContain(what === 'rows' ? '200,000 rows' : '20,000,000');
    expect(error.text).toContain(step);
  });

  test('all shortest paths are rows once, as any others', async () => {
    const text = 'MATCH (a) WHERE a.label = "n0" MATCH (b) WHERE b.label = "n1" MATCH p = allShortestPaths((a)-[*..6]-(b)) RETURN count(p)';
    expect(await ask(text, opened.backend)).toMatchObject({ ok: true });
  });

  test('an answer of long lists, and a text without end, are refused', async () => {
    expect(await refusal('MATCH (a) WITH collect(a) AS all UNWIND range(1, 400) AS x RETURN x, all', opened.backend)).toMatchObject({
      code: 'too_broad',
    });
    const grow =
      "replace(replace(replace('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'a', 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb'), 'b', 'ccccccccccccccccccccccccccccccccccccccccccccccccccc'), 'c', 'd')";
    expect(await refusal(`RETURN ${grow}`, opened.backend)).toMatchObject({
      code: 'too_broad',
      text: expect.stringContaining('100,000') as string,
    });
    expect(await refusal('RETURN range(1, 1000000)', opened.backend)).toMatchObject({ code: 'too_broad' });
  });

  test.each([
    'RETURN [x IN range(1, 20000) | range(1, 20000)]',
    "RETURN [x IN range(1, 20000) | replace('aaaaaaaaaaaaaaaaaaaa', 'a', 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb')]",
    'MATCH (n) WITH collect(n) AS all UNWIND range(1, 20000) AS x RETURN DISTINCT all, x',
    'MATCH (n) WITH collect(n) AS all UNWIND range(1, 20000) AS x WITH all, x WHERE all[0..] = all[0..] RETURN count(x)',
    'MATCH (n) WITH collect(n) AS all UNWIND range(1, 20000) AS x RETURN all, x UNION RETURN 1 AS all, 2 AS x',
    'UNWIND range(1, 20000) AS x RETURN count(DISTINCT [y IN range(1, 2000) | y])',
  ])('%s makes no mountain: it is too broad before memory or time run out', async (text) => {
    expect(await refusal(text, opened.backend)).toMatchObject({ code: 'too_broad' });
  });

  test('what takes too long ends in the middle of the walk, at the step that was under way', async () => {
    let ticks = 0;
    const clock = (): number => (ticks += 400);
    const error = await refusal('MATCH (a)-[e*1..4]-(b) RETURN count(*)', opened.backend, 2_000, clock);
    expect(error).toMatchObject({ code: 'too_broad' });
    expect(error.text).toBe('Too broad: the question takes longer than 2 s: expand (a)-[e*1..4]-(b).');
    expect(await ask('MATCH (a)-[e*1..4]-(b) WHERE a.count > 5000 RETURN count(*)', opened.backend)).toMatchObject({ ok: true });
  });

  test('a statement that the hub ends is the same refusal', async () => {
    const cancelled = {
      ...untouched('postgres'),
      rows: () => Promise.reject(Object.assign(new Error('canceled'), { code: '57014' })),
    } as unknown as HubBackend;
    expect((await refusal('MATCH (n:host)-[e]-(m) RETURN n', cancelled)).text).toBe(
      'Too broad: the question takes longer than 10 s: expand (n)-[e]-(m).',
    );
  });
});
