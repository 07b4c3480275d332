/** One person's question, however it is made, neither holds up the hub nor fills its memory: every refusal here names its step. */
import { describe, expect, test } from 'vitest';
import type { AppError } from '../../../../shared/errors.ts';
import type { EdgeRecord } from '../../../../shared/graph/records.ts';
import { LIMITS } from '../../../../shared/limits.ts';
import { bind, execute, planQuery } from '../../../../shared/query/index.ts';
import type { SealedEdge, SliceBackend } from '../../../../shared/query/index.ts';
import { edgeKindNumber } from '../../../../shared/query/columns.ts';
import { ask, context, hubOf, refusal, uuid } from '../../../support/made-up-hub.ts';
import type { Hub } from '../../../support/made-up-hub.ts';
import { TENANT } from '../../../support/slice-facts.ts';

/** 80,000 characters out of a text of 4,000. */
const LONG = "replace(replace(replace(replace('1111111111', '1', '1111111111'), '1', '1111111111'), '1', '1111111111'), '1', '11111111')";

describe('a value counts in full, however little of it is new', () => {
  test.each([
    'WITH range(1, 20000) AS a WITH a, [x IN a | a] AS b WITH [x IN a | b] AS c RETURN c = c AS e',
    'WITH range(1, 12000) AS a WITH a, [x IN a | a] AS b RETURN count(DISTINCT b)',
    'WITH range(1, 20000) AS a UNWIND range(1, 200) AS i WITH collect(a) AS b RETURN b = b',
    'WITH range(1, 20000) AS a RETURN [a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a] AS b',
  ])('%s', async (text) => {
    const error = await refusal(text);
    expect(error.text).toMatch(/^Too broad: the question takes a value of more than 1,000,000 elements: (?:with|return)/);
  });

  test('one comparison of large lists costs what is compared', async () => {
    const error = await refusal(
      'WITH range(1, 900) AS a WITH a, [x IN a | a] AS b UNWIND range(1, 20000) AS i WITH b, i WHERE b = b RETURN count(i)',
    );
    expect(error.text).toContain('20,000,000 edges or elements in all: filter b = b');
    expect((await refusal('WITH range(1, 900) AS a WITH a, [x IN a | a] AS b UNWIND range(1, 20000) AS i RETURN max(b)')).text).toContain(
      'return grouped',
    );
  });
});

describe('a call counts what it reads', () => {
  test('a long text that is no number is told so at once', async () => {
    expect(await ask(`WITH ${LONG} AS t RETURN toFloat(replace('1x', '1', t)) AS f, toInteger(replace(' 1x', '1', t)) AS i`)).toMatchObject(
      {
        ok: true,
        value: { rows: [[null, null]] },
      },
    );
  });

  test.each(['size(t)', 'left(t, 1)', "t CONTAINS '2'", 'trim(t) IS NULL', 't = t'])('%s over many rows', async (call) => {
    const error = await refusal(`WITH ${LONG} AS t UNWIND range(1, 20000) AS i RETURN DISTINCT ${call}`);
    expect(error.text).toContain('return distinct');
  });

  test.each([
    [`RETURN replace(${LONG}, '1', '11') AS t`, 'a text of more than 100,000 characters: return'],
    [`WITH ${LONG} AS t RETURN split(t, '')`, 'a list of more than 20,000 values that a function makes: return'],
    ['MATCH (n) WHERE n.x = range(1, 1000000) RETURN n', 'a list of more than 20,000 values that a function makes: filter'],
  ])('%s', async (text, said) => {
    const hub = hubOf(() => [{ n0: uuid(1), id: uuid(1), kind: 'host', first_seen: 1, last_seen: 1, count: 1, version: 1 }]);
    expect((await refusal(text, hub)).text).toContain(said);
  });
});

describe('the hub', () => {
  test.each([
    'UNWIND range(1, 20000) AS x RETURN count([y IN range(1, 80) WHERE y > x])',
    'RETURN size([x IN range(1, 20000) WHERE any(y IN range(1, 80) WHERE y > x)]) AS s',
    'UNWIND range(1, 20000) AS i UNWIND range(1, 9) AS j RETURN i, j ORDER BY j DESC, i DESC LIMIT 3',
    'UNWIND range(1, 20000) AS i UNWIND range(1, 9) AS j RETURN DISTINCT i, j',
    'UNWIND range(1, 20000) AS i UNWIND range(1, 9) AS j RETURN i, count(j)',
    'WITH range(1, 900) AS a UNWIND range(1, 100) AS i WITH i, [x IN a | x] AS l WITH collect(l) AS c UNWIND range(1, 500) AS j UNWIND c AS d RETURN max(d)',
    'UNWIND range(1, 20000) AS i UNWIND range(1, 9) AS j RETURN min(i), max(j)',
    'UNWIND range(1, 400) AS i RETURN range(1, 9000) AS l UNION UNWIND range(1, 400) AS i RETURN range(i, 9000) AS l',
  ])('lets others come first all the while: %s', async (text) => {
    let looks = 0;
    const between: number[] = [0];
    const hub = hubOf();
    const clock = (): number => {
      if (between.length <= hub.rests) between.push(0);
      between[hub.rests]!++;
      return (looks += 5);
    };
    const answer = await ask(text, hub, {}, clock);
    expect(hub.rests).toBeGreaterThan(4);
    // Five milliseconds pass between two looks: a go ends with the sixth at the latest, and one that was tried for nothing.
    expect(Math.max(...between)).toBeLessThanOrEqual(7);
    expect(answer.ok || answer.error.code === 'too_broad').toBe(true);
  });

  test('has answers that do not depend on how often it rests', async () => {
    const text =
      'WITH range(1, 60) AS a RETURN [x IN a WHERE x > 50 | size([y IN a WHERE y < x])] AS l, all(x IN a WHERE x > 0) AS q, ' +
      'any(x IN a WHERE x > 70) AS n, none(x IN a WHERE x = null) AS u, single(x IN a WHERE x = 7) AS o, [a[1..3], a[0], head(a)] AS p, count(*) AS c';
    const calm = await ask(text);
    let hurry = 0;
    const hasty = await ask(text, hubOf(), {}, () => (hurry += 0.001) && hurry);
    expect(calm).toMatchObject({ ok: true });
    expect(hasty).toEqual(calm);
  });

  test('gives a statement no more time than the question has left', async () => {
    let time = 0;
    const pairs = Array.from({ length: 40 }, (_, at) => ({ n0: uuid(1 + (at % 8)), n1: uuid(100 + at) }));
    const hub = hubOf(({ sql }) => {
      time += 600;
      return sql.includes('AS near') ? [] : pairs;
    });
    const error = await refusal('MATCH (a:host), (b:user), p = shortestPath((a)-[*..6]-(b)) RETURN p', hub, () => time);
    expect(error.text).toBe('Too broad: the question takes longer than 10 s: shortest (a)-[_2*1..6]-(b).');
    expect(hub.given.every((ms) => ms <= LIMITS.queryMs)).toBe(true);
    expect(hub.given.at(-1)).toBeLessThan(1_000);
    expect(hub.given.length).toBeLessThan(20);
  });

  test('counts a row that a further MATCH found once', async () => {
    const hub = hubOf(({ sql }) =>
      sql.includes('place')
        ? Array.from({ length: 120_000 }, (_, at) => ({
            e1: uuid(1e6 + at),
            n2: uuid(5_000 + (at % 120)),
            place: String(1 + (at % 1_000)),
          }))
        : Array.from({ length: 1_000 }, (_, at) => ({ n0: uuid(at + 1) })),
    );
    expect(await ask('MATCH (a) MATCH (a)-->(b) RETURN count(*)', hub)).toMatchObject({ ok: true, value: { rows: [[120_000]] } });
  });
});

test('a row that is told from others is no larger than a value', async () => {
  const columns = Array.from({ length: 15 }, (_, at) => `b AS c${at}`).join(', ');
  const text = `WITH range(1, 400) AS a WITH a, [x IN a | a] AS b RETURN ${columns} UNION WITH range(1, 400) AS b RETURN ${columns}`;
  expect((await refusal(text)).text).toContain('a row of more than 1,000,000 elements');
});

test('rows are narrow: values that are kept for each of them count', async () => {
  const columns = Array.from({ length: 15 }, (_, at) => `[i, j] AS e${at}`).join(',');
  const error = await refusal(`UNWIND range(1, 20000) AS i UNWIND range(1, 9) AS j WITH ${columns} RETURN count(e1)`);
  expect(error.text).toContain('20,000,000 edges or elements in all: with [i, j] AS e0');
});

describe('an answer is no larger than a reply may be', () => {
  /** Bytes of the reply: where it is refused, of the largest that is not. */
  const bytes = async (columns: number, rows: number): Promise<number | AppError> => {
    const returned = Array.from({ length: columns }, (_, at) => `t AS c${at}`).join(', ');
    const answer = await ask(`WITH ${LONG} AS t UNWIND range(1, ${rows}) AS i RETURN ${returned}`);
    return answer.ok ? Buffer.byteLength(JSON.stringify(answer.value)) : answer.error;
  };

  test('one long text in all rows counts in each', async () => {
    expect(await bytes(1, 90)).toBeGreaterThan(7_000_000);
    expect(await bytes(12, 500)).toMatchObject({
      code: 'too_broad',
      text: 'Too broad: the answer takes more than 8,000,000 characters.',
    });
  });

  test('records count with what they hold, whichever way they are named', async () => {
    const fields = { kind: 'host', first_seen: 1, last_seen: 1, count: 1, version: 1 };
    const hub = hubOf(() => Array.from({ length: 200 }, (_, at) => ({ n0: uuid(at + 1), id: uuid(at + 1), ...fields })));
    const props = { large: 'x'.repeat(60_000) };
    const large: Hub = {
      ...hub,
      backend: { ...hub.backend, openNode: ({ id }) => ({ id, kind: 'host', label: id, firstSeen: 1, lastSeen: 1, count: 1, props }) },
    };
    for (const returned of ['n', 'collect(n) AS l'])
      expect((await refusal(`MATCH (n:host) RETURN ${returned}`, large)).text).toContain('8,000,000 characters');
    expect(await ask('MATCH (n:host) RETURN n.id', large)).toMatchObject({ ok: true });
  });
});

describe('what is made costs its elements each time', () => {
  const edges = Array.from({ length: 6 }, (_, at) => uuid(100 + at));
  const fields = { kind: 'RAN_ON', first_seen: 1, last_seen: 1, count: 1, version: 1 };
  const hub = (): Hub => {
    const made = hubOf(({ sql, parameters }) => {
      if (sql.startsWith('SELECT r.id, r.kind, r.src'))
        return edges.map((id, at) => ({ id, src: uuid(at + 1), dst: uuid(at + 2), ...fields }));
      if (sql.startsWith('SELECT r.id'))
        return (parameters.find(Array.isArray) as string[]).map((id) => ({ id: uuid(Number(`0x${id}`)), ...fields }));
      return [
        Object.fromEntries([
          ['place', 1],
          ...Array.from({ length: 9 }, (_, at) => [
            [`n${at}`, uuid(at + 1)],
            [`e${at}`, edges],
            [`v${at}`, edges],
          ]).flat(),
        ]),
      ];
    });
    const openEdge = (row: SealedEdge): EdgeRecord => ({ ...row, kind: 'RAN_ON', times: [], props: {} });
    return { ...made, backend: { ...made.backend, openEdge } };
  };

  test.each(['e', 'p', '[]', '[x, x]', 'a'])('%s', async (made) => {
    const text = `WITH range(1, 20000) AS r MATCH p = (a:host)-[e*6]-(b) UNWIND range(1, 150) AS i WITH i, [x IN r | ${made}] AS l RETURN count(l)`;
    expect((await refusal(text, hub())).text).toContain('20,000,000 edges or elements in all: with');
  });
});

describe('planning is bounded by the length of the text', () => {
  test('rows are as wide as the question has names, and those are few', async () => {
    const nodes = `MATCH ${Array(24).fill('()').join(',')}`;
    const wide = Array.from({ length: 200 }, (_, at) => `1 AS a${at}`).join(',');
    for (const text of [`${nodes} ${nodes} ${nodes} RETURN 1`, `WITH ${wide} RETURN a1`]) {
      const error = await refusal(text);
      expect(error).toMatchObject({ code: 'limit' });
      expect(error.text).toContain(`${LIMITS.querySlots} variables and columns`);
      expect(error.place!.length).toBeGreaterThan(0);
    }
  });

  test.each([
    `MATCH (n) WHERE ${'NOT '.repeat(980)}n.a RETURN n`,
    `UNWIND [1] AS x RETURN DISTINCT ${Array.from({ length: 60 }, (_, at) => `x AS a${at}`).join(',')} ORDER BY x${'[0]'.repeat(600)}`,
  ])('%s', async (text) => {
    expect(await ask(text)).toMatchObject({ ok: true });
  });

  test('a parameter that stands in many places is taken once', () => {
    let read = 0;
    const p = Array.from({ length: 1_000 }, () => 'x');
    const counted = new Proxy(p, { get: (list, key, self) => (key === '0' && read++, Reflect.get(list, key, self) as unknown) });
    const plan = planQuery(`RETURN ${Array(500).fill('$p').join(' = ')} AS e`);
    expect(plan.ok && bind(plan.value, context, { p: counted })).toMatchObject({ ok: true });
    expect(read).toBeLessThan(5);
  });
});

describe('a desk with more nodes than a question may hand on', () => {
  const NODES = 300_000;
  const hex = (number: number): string => number.toString(16).padStart(32, '0');
  /** Ids run against the order of arrival; the last three nodes have an edge each to the first. */
  const slice: SliceBackend = {
    dialect: 'sqlite',
    tenant: TENANT,
    adjacency: {
      compareNodes: (a, b) => b - a,
      compareEdges: (a, b) => b - a,
      nodeKind: () => 0,
      eachOut: (node, visit) => void (node >= NODES - 3 && visit(node - NODES + 3, edgeKindNumber('RAN_ON'), 0)),
      eachIn: (node, visit) => void (node === 0 && [0, 1, 2].every((edge) => visit(edge, edgeKindNumber('RAN_ON'), NODES - 3 + edge))),
    },
    rows: ({ sql, parameters: [wanted] }) => {
      if (sql.includes('max(n)')) return [[NODES - 1]];
      const ordinals = JSON.parse(wanted as string) as (number | string)[];
      if (sql.startsWith('SELECT r.e FROM')) return ordinals.map((edge) => [edge]);
      if (sql.includes('unhex')) return ordinals.map((id) => [NODES - Number(`0x${id}`)]);
      return ordinals.map((at) =>
        sql.includes('FROM json_each(?) AS j CROSS JOIN edge')
          ? [hex(Number(at) + 1), edgeKindNumber('RAN_ON'), hex(1), hex(2), 1, 1, 1, '{"x":"abc"}', '[1]']
          : [hex(NODES - Number(at)), 0, 'label', 1, 1, 1, '{}'],
      );
    },
  };
  const rowsOf = async (text: string) => {
    const plan = planQuery(text);
    const bound = plan.ok ? bind(plan.value, context) : plan;
    const answer = bound.ok ? await execute(bound.value, slice) : bound;
    return answer.ok ? answer.value : answer.error;
  };

  test('answers the first of them, in the order of their ids', async () => {
    expect(await rowsOf('MATCH (n) RETURN n.id LIMIT 3')).toMatchObject({ rows: [[hex(1)], [hex(2)], [hex(3)]] });
    expect(await rowsOf('MATCH (n) RETURN n')).toMatchObject({ cut: LIMITS.rows });
    expect(await rowsOf('MATCH (n)-[e:RAN_ON]->() RETURN n.id LIMIT 2')).toMatchObject({ rows: [[hex(1)], [hex(2)]] });
  });

  test('offers the values of a kind of edge of which there are few', async () => {
    const text = "MATCH ()-[v:RAN_ON]->() WHERE v.x STARTS WITH 'a' RETURN DISTINCT v.x AS value ORDER BY value LIMIT 20";
    expect(await rowsOf(text)).toMatchObject({ rows: [['abc']] });
  });

  test('refuses what needs all of them', async () => {
    expect(await rowsOf('MATCH (n) RETURN count(*)')).toMatchObject({
      code: 'too_broad',
      text: expect.stringContaining('scan (n)') as string,
    });
  });
});
