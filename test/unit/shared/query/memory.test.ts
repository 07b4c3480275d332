/** What a question has in memory is bounded, and is never copied as a whole in one go. */
import { describe, expect, test, vi } from 'vitest';
import { LIMITS } from '../../../../shared/limits.ts';
import { Matches, roomFor } from '../../../../shared/query/execute/matches.ts';
import { Work } from '../../../../shared/query/execute/work.ts';
import type { Slot } from '../../../../shared/query/plan/plan.ts';
import { ask, hubOf, refusal, uuid } from '../../../support/made-up-hub.ts';
import type { Hub } from '../../../support/made-up-hub.ts';

describe('rows', () => {
  const wide = (columns: number): Matches =>
    new Matches(roomFor(Array.from({ length: columns }, (): Slot => ({ name: 'x', type: 'value', kinds: null }))));

  test('are copied with rests', async () => {
    let [time, rests] = [0, 0];
    const work = new Work({ ms: LIMITS.queryMs, now: () => (time += 5) }, () => Promise.resolve(void rests++));
    const all = wide(38);
    for (let row = 0; row < 100_000; row++) all.add();
    expect(await all.filtered((row) => row % 2 === 0, work)).toMatchObject({ count: 50_000 });
    expect(rests).toBeGreaterThan(5);
  });

  test.each([1, 19, 64])('of %i columns grow by pieces, however many they are', (columns) => {
    const lengths: number[] = [];
    const Plain = Int32Array;
    class Counted extends Plain {
      constructor(length: number) {
        super(length);
        lengths.push(length);
      }
    }
    vi.stubGlobal('Int32Array', Counted);
    try {
      const rows = wide(columns);
      const most = Math.min(200_000, Math.floor(LIMITS.queryCells / (columns + 1)));
      for (let row = 0; row < most; row++) rows.set(rows.add(), columns - 1, row);
      for (let row = 0; row < most; row += 97) expect([rows.cell(row, 0), rows.cell(row, columns - 1)].at(-1)).toBe(row);
      expect(rows.count).toBe(most);
    } finally {
      vi.unstubAllGlobals();
    }
    expect(lengths.length).toBeGreaterThan(10);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(16_384);
  });

  const names = (count: number): string => Array.from({ length: count }, (_, at) => `1 AS c${at}`).join(', ');

  test('times columns are no more than a step may hand on', async () => {
    const error = await refusal(`WITH ${names(60)} UNWIND range(1, 20000) AS i UNWIND range(1, 9) AS j RETURN count(*)`);
    expect(error.text).toContain('4,000,000 cells in one step');
    expect(error.text).toContain('unwind range(1, 9) AS j');
  });

  test('of one part of a union are as wide as that part', async () => {
    const part = `WITH ${names(28)} UNWIND range(1, 20000) AS i UNWIND range(1, 4) AS j RETURN count(*) AS n`;
    expect(await ask(`${part} UNION ALL ${part}`)).toMatchObject({ ok: true, value: { rows: [[80_000], [80_000]] } });
  });
});

describe('what a question has in memory is bounded', () => {
  const fields = { kind: 'host', first_seen: 1, last_seen: 1, count: 1, version: 1 };

  test('by the records that it reads', async () => {
    const hub = hubOf(({ sql, parameters }) =>
      sql.startsWith('SELECT r.id')
        ? (parameters.find(Array.isArray) as string[]).map((id) => ({ id, ...fields }))
        : Array.from({ length: 50_000 }, (_, at) => ({ n0: uuid(at + 1) })),
    );
    const props = { x: 'x'.repeat(2_000) };
    const large: Hub = {
      ...hub,
      backend: { ...hub.backend, openNode: ({ id }) => ({ id, kind: 'host', label: id, firstSeen: 1, lastSeen: 1, count: 1, props }) },
    };
    expect((await refusal('MATCH (n:host) RETURN count(n.x)', large)).text).toBe(
      'Too broad: the question takes more than 192 MB of memory: return grouped count(n.x).',
    );
    expect(await ask('MATCH (n:host) RETURN count(n.x)', hub)).toMatchObject({ ok: true, value: { rows: [[50_000]] } });
  });

  test('by the rows that a statement may give, which are fewer where they are wide', async () => {
    const asked: number[] = [];
    const hub = hubOf(({ parameters }) => {
      const limit = parameters.findLast((value) => typeof value === 'number')!;
      asked.push(limit);
      const row = Object.fromEntries(Array.from({ length: 23 }, (_, at) => [`${at % 2 === 0 ? 'n' : 'e'}${at}`, uuid(at + 1)]));
      return Array<typeof row>(limit).fill(row);
    });
    const error = await refusal(`MATCH (a)${'-->()'.repeat(11)} RETURN count(*)`, hub);
    expect(asked[0]).toBeLessThan(120_000);
    expect(error.text).toMatch(/^Too broad: the question takes more than 192 MB of memory: expand /);
    expect(error.place!.length).toBeGreaterThan(0);
  });
});
